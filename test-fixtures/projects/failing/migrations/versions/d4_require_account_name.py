"""require a name on accounts

Revision ID: d4000000000d
Revises: c3000000000c
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "d4000000000d"
down_revision = "c3000000000c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("name", sa.Text(), nullable=False))


def downgrade() -> None:
    op.drop_column("accounts", "name")
