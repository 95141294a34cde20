"""link contacts to invoices

Revision ID: c2000000000c
Revises: c1000000000c
Create Date: 2026-03-01 10:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "c2000000000c"
down_revision = "c1000000000c"
branch_labels = None
depends_on = "b2000000000b"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("invoice_id", sa.Integer(), nullable=True))
    op.create_foreign_key("fk_contacts_invoice_id", "contacts", "invoices", ["invoice_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint("fk_contacts_invoice_id", "contacts", type_="foreignkey")
    op.drop_column("contacts", "invoice_id")
