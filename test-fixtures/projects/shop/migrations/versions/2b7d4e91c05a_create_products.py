"""create categories and products

Revision ID: 2b7d4e91c05a
Revises: 1c8f0f6e2a4b
Create Date: 2026-01-13 15:40:02.771290+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "2b7d4e91c05a"
down_revision = "1c8f0f6e2a4b"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="categories_pkey"),
        sa.UniqueConstraint("name", name="uq_categories_name"),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name="fk_products_category_id"),
        sa.PrimaryKeyConstraint("id", name="products_pkey"),
    )


def downgrade():
    op.drop_table("products")
    op.drop_table("categories")
