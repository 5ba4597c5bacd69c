"""Several corpora, each with its own corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; earlier corrections are of the main corpus."""
    with op.batch_alter_table("corrections") as table:
        table.add_column(sa.Column("corpus", sa.String(32), nullable=False, server_default="main"))
        table.drop_constraint("pk_corrections", type_="primary")
        table.create_primary_key("pk_corrections", ["corpus", "number"])


def downgrade() -> None:
    """Drop the column, and the corrections of all corpora but the main one."""
    op.execute("DELETE FROM corrections WHERE corpus != 'main'")
    with op.batch_alter_table("corrections") as table:
        table.drop_constraint("pk_corrections", type_="primary")
        table.create_primary_key("pk_corrections", ["number"])
        table.drop_column("corpus")
