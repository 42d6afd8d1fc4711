"""Acts on many records in the background."""

from pathlib import Path

from alembic import op

revision = "0033"
down_revision = "0031"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0033_batches.sql").read_text().replace("%", "%%"))
