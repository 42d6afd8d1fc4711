"""Migrations of running instances; notes, times and sequels of publications."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0011"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0014_flows.sql").read_text().replace("%", "%%"))
