"""Renames of tables, columns, constraints and indexes."""

import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade():
    op.rename_table("accounts", "members")
    op.alter_column("members", "score", new_column_name="points", existing_type=sa.Numeric(10, 2))
    op.alter_column("members", "email", type_=sa.Text(), existing_type=sa.String(200))
    op.alter_column("members", "points", server_default=None, existing_type=sa.Numeric(10, 2))
    op.execute("ALTER INDEX ix_accounts_team_id RENAME TO ix_members_team_id")
    op.execute("ALTER TABLE members RENAME CONSTRAINT accounts_pkey TO members_pkey")
    op.execute("ALTER SEQUENCE accounts_id_seq RENAME TO members_id_seq")
    op.create_index("ix_members_email", "members", [sa.text("lower(email)")], unique=True)
    op.add_column("members", sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False))
    op.add_column("members", sa.Column("double", sa.Numeric(), sa.Computed("points * 2", persisted=True)))


def downgrade():
    op.drop_column("members", "double")
    op.drop_column("members", "number")
    op.drop_index("ix_members_email", "members")
    op.execute("ALTER SEQUENCE members_id_seq RENAME TO accounts_id_seq")
    op.execute("ALTER TABLE members RENAME CONSTRAINT members_pkey TO accounts_pkey")
    op.execute("ALTER INDEX ix_members_team_id RENAME TO ix_accounts_team_id")
    op.alter_column("members", "points", server_default="0", existing_type=sa.Numeric(10, 2))
    op.alter_column("members", "email", type_=sa.String(200), existing_type=sa.Text())
    op.alter_column("members", "points", new_column_name="score", existing_type=sa.Numeric(10, 2))
    op.rename_table("members", "accounts")
