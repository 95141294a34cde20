"""merge payments and stock

Revision ID: a03d9c5e8f17
Revises: 9b60d4f2a7c8, 8c47f9e1b6d3
Create Date: 2026-05-04 10:00:31.925080+00:00

"""
from typing import Sequence, Union

revision: str = "a03d9c5e8f17"
down_revision: Union[str, Sequence[str], None] = ("9b60d4f2a7c8", "8c47f9e1b6d3")
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
