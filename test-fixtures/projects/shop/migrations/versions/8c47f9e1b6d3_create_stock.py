"""create warehouses and their stock

Revision ID: 8c47f9e1b6d3
Revises: 7f3b12a8d9e4
Create Date: 2026-04-14 12:12:09.087463+00:00

"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "8c47f9e1b6d3"
down_revision: Union[str, Sequence[str], None] = "7f3b12a8d9e4"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "warehouses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="warehouses_pkey"),
        sa.UniqueConstraint("code", name="uq_warehouses_code"),
    )
    op.create_table(
        "stock",
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
            for name in ("quantity", "reserved")
        ),
        sa.CheckConstraint("reserved <= quantity", name="ck_stock_reserved"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_stock_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name="fk_stock_warehouse_id"),
        sa.PrimaryKeyConstraint("warehouse_id", "product_id", name="stock_pkey"),
    )


def downgrade() -> None:
    for table in ("stock", "warehouses"):
        op.drop_table(table)
