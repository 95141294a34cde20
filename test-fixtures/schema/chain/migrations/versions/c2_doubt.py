"""What nobody can tell without the database: a guarded column, a query, a block that runs what it puts together."""

import sqlalchemy as sa
from alembic import op

revision = "c2"
down_revision = "c1"


def upgrade():
    columns = [it["name"] for it in sa.inspect(op.get_bind()).get_columns("members")]
    if "nickname" not in columns:
        op.add_column("members", sa.Column("nickname", sa.String(40)))
    op.create_table("certain", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute(
        """
        DO $$ BEGIN
            IF (SELECT count(*) FROM teams) > 1000 THEN
                ALTER TABLE teams ADD COLUMN big boolean;
            END IF;
        END $$
        """
    )
    op.add_column("certain", sa.Column("label", sa.Text(), server_default="x"))


def downgrade():
    op.drop_table("certain")
    op.execute("ALTER TABLE teams DROP COLUMN IF EXISTS big")
    op.execute("ALTER TABLE members DROP COLUMN IF EXISTS nickname")
