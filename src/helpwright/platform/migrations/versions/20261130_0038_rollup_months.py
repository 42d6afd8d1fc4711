"""Sums by month beside the days of roll-ups."""

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Note which roll-ups have them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0038_rollup_months.sql").read_text().replace("%", "%%"))
