"""The limits of tasks by cheaper triggers."""

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0027"


def upgrade() -> None:
    """Put them in the place of those of 0024."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0030_cheap_limits.sql").read_text().replace("%", "%%"))
