"""What each question was restricted to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; earlier questions were restricted to nothing."""
    with op.batch_alter_table("asked") as table:
        table.add_column(sa.Column("filter", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("asked") as table:
        table.drop_column("filter")
