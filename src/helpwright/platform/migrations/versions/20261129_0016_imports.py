"""Tables of sheets that are brought in."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0016_imports.sql").read_text().replace("%", "%%"))
