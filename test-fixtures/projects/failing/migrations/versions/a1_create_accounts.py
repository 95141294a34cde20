"""create accounts

Revision ID: a1000000000a
Revises:
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "a1000000000a"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("accounts", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="accounts_pkey"))


def downgrade() -> None:
    op.drop_table("accounts")
