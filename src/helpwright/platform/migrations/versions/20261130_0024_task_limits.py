"""The nearest limit of each task, in the order of which lists are read."""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0022"


def upgrade() -> None:
    """Create it."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0024_task_limits.sql").read_text().replace("%", "%%"))
