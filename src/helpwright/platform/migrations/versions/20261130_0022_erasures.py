"""What was erased of records."""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0020"


def upgrade() -> None:
    """Create it."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0022_erasures.sql").read_text().replace("%", "%%"))
