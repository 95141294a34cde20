"""create coupons

Revision ID: 4e05b3c7a916
Revises: 37a9e6d1f8c2
Create Date: 2026-02-03 08:55:19.640027+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "4e05b3c7a916"
down_revision = "37a9e6d1f8c2"
branch_labels = None
depends_on = None


def upgrade():
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


def downgrade():
    op.drop_table("coupons")
