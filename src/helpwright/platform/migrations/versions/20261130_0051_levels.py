"""Levels of service policies that the clocks of a case have reached."""

from pathlib import Path

from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0051_levels.sql").read_text())
