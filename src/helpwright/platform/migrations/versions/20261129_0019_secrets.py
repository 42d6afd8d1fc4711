"""Data keys of sensitive values."""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0019_secrets.sql").read_text().replace("%", "%%"))
