"""A branch with a schema of its own, an enum that grows, and blocks that ask the catalog first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b1"
down_revision = "a1"
branch_labels = "billing"

state = postgresql.ENUM("open", "closed", name="invoice_state", schema="billing", create_type=False)


def upgrade():
    op.execute("CREATE SCHEMA billing")
    op.execute(
        """
        DO $$ BEGIN
            CREATE TYPE billing.invoice_state AS ENUM ('open', 'closed');
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$
        """
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("state", state, server_default="open", nullable=False),
        sa.Column("due", sa.Date(), server_default=sa.text("CURRENT_DATE")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], deferrable=True, initially="DEFERRED"),
        schema="billing",
    )
    op.create_unique_constraint("uq_invoices_team", "invoices", ["team_id", "due"], schema="billing")
    op.execute(
        """
        DO $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'billing' AND table_name = 'invoices' AND column_name = 'note'
            ) THEN
                ALTER TABLE billing.invoices ADD COLUMN note text;
            END IF;
        END $$;
        """
    )
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE billing.invoice_state ADD VALUE 'late' BEFORE 'closed'")


def downgrade():
    op.execute("DROP SCHEMA billing CASCADE")
