"""What is handed over when somebody leaves."""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0017_leaving.sql").read_text().replace("%", "%%"))
