"""give every user a display name

Revision ID: b1f6e27a4c90
Revises: a03d9c5e8f17
Create Date: 2026-05-18 17:33:12.148829+00:00

"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "b1f6e27a4c90"
down_revision: Union[str, Sequence[str], None] = "a03d9c5e8f17"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE users
           SET display_name = coalesce(full_name, split_part(email, '@', 1))
         WHERE display_name IS NULL
        """
    )
    categories = sa.table("categories", sa.column("name", sa.String()))
    op.bulk_insert(categories, [{"name": "Books"}, {"name": "Games"}, {"name": "Garden"}])


def downgrade() -> None:
    # Display names stay: nobody can tell which of them were filled in here.
    op.execute("DELETE FROM categories WHERE name IN ('Books', 'Games', 'Garden')")
