"""Saved views, and what belongs to a note."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0009_views.sql").read_text().replace("%", "%%"))
