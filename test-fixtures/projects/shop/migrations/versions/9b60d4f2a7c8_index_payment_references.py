"""index payments by the reference of their provider

Revision ID: 9b60d4f2a7c8
Revises: 8a1e5c7f3d20
Create Date: 2026-04-21 14:18:40.556902+00:00

"""
from typing import Sequence, Union

from alembic import op

revision: str = "9b60d4f2a7c8"
down_revision: Union[str, Sequence[str], None] = "8a1e5c7f3d20"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_payments_provider_reference",
            "payments",
            ["provider", "provider_reference"],
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_payments_provider_reference",
            table_name="payments",
            postgresql_concurrently=True,
        )
