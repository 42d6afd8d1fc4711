"""Tables of automation."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0004_automation.sql").read_text().replace("%", "%%"))
