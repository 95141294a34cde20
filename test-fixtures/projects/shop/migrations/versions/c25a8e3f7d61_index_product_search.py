"""search products by their words

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
    language = "english"
    op.execute(
        f"""
        CREATE INDEX IF NOT EXISTS ix_products_search ON products
         USING gin (to_tsvector('{language}', name || ' ' || coalesce(description, '')))
        """
    )


def downgrade() -> None:
    pass
