"""create invoices

Revision ID: b1000000000b
Revises:
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "b1000000000b"
down_revision = None
branch_labels = ("billing",)
depends_on = None


def upgrade() -> None:
    op.create_table("invoices", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="invoices_pkey"))


def downgrade() -> None:
    op.drop_table("invoices")
