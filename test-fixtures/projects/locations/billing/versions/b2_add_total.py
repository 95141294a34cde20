"""add the total to invoices

Revision ID: b2000000000b
Revises: b1000000000b
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "b2000000000b"
down_revision = "b1000000000b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoices", sa.Column("total", sa.Numeric(10, 2), nullable=True))


def downgrade() -> None:
    op.drop_column("invoices", "total")
