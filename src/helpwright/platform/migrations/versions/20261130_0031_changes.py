"""Counters of changes, by which a process knows that what it has read is still so."""

from pathlib import Path

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0031_changes.sql").read_text().replace("%", "%%"))
