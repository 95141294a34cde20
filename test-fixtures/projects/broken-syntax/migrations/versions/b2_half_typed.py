"""half typed

Revision ID: b2000000000b
Revises: a1000000000a
Create Date: 2026-03-02 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "b2000000000b"
down_revision = "a1000000000a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("name", sa.Text(),


def downgrade() -> None:
    op.drop_column("accounts", "name")
