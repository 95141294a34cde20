"""require a currency on orders

Revision ID: d39b7c4e0a85
Revises: c25a8e3f7d61
Create Date: 2026-06-29 11:45:03.517294+00:00

"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "d39b7c4e0a85"
down_revision: Union[str, Sequence[str], None] = "c25a8e3f7d61"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("currency", sa.String(length=3), nullable=False))


def downgrade() -> None:
    op.drop_column("orders", "currency")
