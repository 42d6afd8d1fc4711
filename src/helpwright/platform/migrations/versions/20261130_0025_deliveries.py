"""Dashboards sent on a schedule, letters of mails, public links to dashboards."""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0025_deliveries.sql").read_text().replace("%", "%%"))
