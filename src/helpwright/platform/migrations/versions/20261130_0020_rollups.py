"""Roll-ups: counts and sums of many records, kept beside them."""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0020_rollups.sql").read_text().replace("%", "%%"))
