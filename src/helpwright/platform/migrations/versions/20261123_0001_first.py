"""First system tables."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the system tables; the procrastinate tables are made by that library's own schema."""
    here = Path(__file__).parent
    op.get_bind().exec_driver_sql((here / "0001_first.sql").read_text().replace("%", "%%"))
