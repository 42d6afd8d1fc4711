"""Robots of groups, and how much each has sent lately."""

from pathlib import Path

from alembic import op

revision = "0047"
down_revision = "0045"


def upgrade() -> None:
    """Add both tables."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0047_robots.sql").read_text())
