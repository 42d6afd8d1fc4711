"""Tables of notify."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0007_notify.sql").read_text().replace("%", "%%"))
