"""open the first accounts

Revision ID: b2000000000b
Revises: a1000000000a
Create Date: 2026-03-01 10:00:00.000000

"""
from alembic import op

revision = "b2000000000b"
down_revision = "a1000000000a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO accounts (id) SELECT generate_series(1, 3)")


def downgrade() -> None:
    op.execute("DELETE FROM accounts")
