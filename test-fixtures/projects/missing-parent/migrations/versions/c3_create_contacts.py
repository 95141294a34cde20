"""create contacts (its parent was never committed)

Revision ID: c3000000000c
Revises: b2000000000b
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "c3000000000c"
down_revision = "b2000000000b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("contacts", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="contacts_pkey"))


def downgrade() -> None:
    op.drop_table("contacts")
