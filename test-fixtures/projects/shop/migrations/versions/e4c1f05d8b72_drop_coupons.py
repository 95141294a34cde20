"""drop coupons, which nobody uses any more

Revision ID: e4c1f05d8b72
Revises: d39b7c4e0a85
Create Date: 2026-07-13 09:58:22.260135+00:00

"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "e4c1f05d8b72"
down_revision: Union[str, Sequence[str], None] = "d39b7c4e0a85"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.drop_table("coupons")


def downgrade() -> None:
    op.create_table(
        "coupons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("percent_off", sa.SmallInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("percent_off BETWEEN 1 AND 100", name="ck_coupons_percent_off"),
        sa.PrimaryKeyConstraint("id", name="coupons_pkey"),
        sa.UniqueConstraint("code", name="uq_coupons_code"),
    )
