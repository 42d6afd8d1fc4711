"""Tables of flows."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0008_flows.sql").read_text().replace("%", "%%"))
