"""add a SKU to products

Revision ID: 6a94c0d7e1f5
Revises: 5d2f81c6e7b3
Create Date: 2026-03-02 10:30:08.442718+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "6a94c0d7e1f5"
down_revision = "5d2f81c6e7b3"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("products", sa.Column("sku", sa.String(length=40), nullable=True))
    op.create_unique_constraint(None, "products", ["sku"])


def downgrade():
    op.drop_constraint("products_sku_key", "products", type_="unique")
    op.drop_column("products", "sku")
