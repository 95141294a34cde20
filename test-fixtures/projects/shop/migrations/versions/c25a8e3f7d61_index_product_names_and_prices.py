"""index products by name and price

Revision ID: c25a8e3f7d61
Revises: b1f6e27a4c90
Create Date: 2026-06-08 08:20:57.733641+00:00

"""
from typing import Sequence, Union

from alembic import op

revision: str = "c25a8e3f7d61"
down_revision: Union[str, Sequence[str], None] = "b1f6e27a4c90"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for column in ("name", "price"):
        op.execute(f"CREATE INDEX IF NOT EXISTS ix_products_{column} ON products ({column})")


def downgrade() -> None:
    pass
