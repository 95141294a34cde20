"""Accounts, teams and their keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("plan", sa.Enum("free", "paid", name="plan"), server_default="free", nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("score", sa.Numeric(10, 2), server_default="0"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}"),
        sa.UniqueConstraint("team_id", "email"),
        sa.CheckConstraint("score >= 0", name="ck_accounts_score"),
    )


def downgrade():
    op.drop_table("accounts")
    op.drop_table("teams")
    op.execute("DROP TYPE plan")
