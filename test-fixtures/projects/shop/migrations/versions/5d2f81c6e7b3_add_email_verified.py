"""add email verification to users

Revision ID: 5d2f81c6e7b3
Revises: 4e05b3c7a916
Create Date: 2026-02-17 13:21:44.009315+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "5d2f81c6e7b3"
down_revision = "4e05b3c7a916"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "users",
        sa.Column("email_verified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("users", sa.Column("display_name", sa.Text(), nullable=True))


def downgrade():
    op.drop_column("users", "display_name")
    op.drop_column("users", "email_verified")
