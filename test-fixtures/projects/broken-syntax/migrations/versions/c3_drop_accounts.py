"""drop accounts

Revision ID: c3000000000c
Revises: a1000000000a
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "c3000000000c"
down_revision = "a1000000000a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("accounts")


def downgrade() -> None:
    op.create_table("accounts", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="accounts_pkey"))
