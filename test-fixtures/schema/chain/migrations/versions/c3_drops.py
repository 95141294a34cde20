"""Drops that take other things along."""

import sqlalchemy as sa
from alembic import op

revision = "c3"
down_revision = "c2"


def upgrade():
    op.drop_constraint("accounts_team_id_email_key", "members", type_="unique")
    op.create_foreign_key(None, "members", "certain", ["number"], ["id"])
    op.execute("DROP TABLE certain CASCADE")
    op.execute("ALTER TYPE plan RENAME VALUE 'free' TO 'none'")
    op.execute("ALTER TYPE plan RENAME TO team_plan")
    op.drop_column("members", "tags")


def downgrade():
    op.add_column("members", sa.Column("tags", sa.ARRAY(sa.Text()), server_default="{}"))
    op.execute("ALTER TYPE team_plan RENAME TO plan")
    op.execute("ALTER TYPE plan RENAME VALUE 'none' TO 'free'")
    op.create_table(
        "certain",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("label", sa.Text(), server_default="x"),
    )
    op.create_unique_constraint("accounts_team_id_email_key", "members", ["team_id", "email"])
