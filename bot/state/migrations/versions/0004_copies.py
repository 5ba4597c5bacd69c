"""In which message a private answer was shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; nothing that is kept already is known to be shared."""
    with op.batch_alter_table("asked") as table:
        table.add_column(sa.Column("copy_id", sa.BigInteger(), nullable=True))
        table.create_index("ix_asked_copy_id", ["copy_id"])


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("asked") as table:
        table.drop_index("ix_asked_copy_id")
        table.drop_column("copy_id")
