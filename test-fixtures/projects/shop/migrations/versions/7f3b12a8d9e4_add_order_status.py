"""add the status of an order

Revision ID: 7f3b12a8d9e4
Revises: 6a94c0d7e1f5
Create Date: 2026-03-09 16:47:55.903146+00:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7f3b12a8d9e4"
down_revision = "6a94c0d7e1f5"
branch_labels = None
depends_on = None


order_status = postgresql.ENUM("new", "paid", "shipped", "cancelled", name="order_status", create_type=False)


def upgrade():
    op.execute("CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'cancelled')")
    op.add_column("orders", sa.Column("status", order_status, server_default="new", nullable=False))


def downgrade():
    op.drop_column("orders", "status")
    op.execute("DROP TYPE order_status")
