"""Partitions, inheritance and copies of tables."""

from alembic import op

revision = "b2"
down_revision = "b1"


def upgrade():
    op.execute(
        """
        CREATE TABLE billing.events (
            id integer NOT NULL, at date NOT NULL, kind text,
            PRIMARY KEY (id, at)
        ) PARTITION BY RANGE (at);
        CREATE INDEX ON billing.events (kind);
        CREATE TABLE billing.events_2026 PARTITION OF billing.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        ALTER TABLE billing.events ADD COLUMN amount numeric(12, 2) DEFAULT 0;
        CREATE TABLE billing.invoices_copy (LIKE billing.invoices INCLUDING ALL);
        CREATE TABLE billing.notes (id serial PRIMARY KEY, body text CHECK (length(body) > 0));
        CREATE TABLE billing.long_notes (more text) INHERITS (billing.notes);
        ALTER TABLE billing.notes ADD COLUMN author text;
        """
    )


def downgrade():
    op.execute("DROP TABLE billing.notes CASCADE; DROP TABLE billing.invoices_copy, billing.events")
