"""create contacts

Revision ID: c1000000000c
Revises:
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "c1000000000c"
down_revision = None
branch_labels = ("crm",)
depends_on = None


def upgrade() -> None:
    op.create_table("contacts", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="contacts_pkey"))


def downgrade() -> None:
    op.drop_table("contacts")
