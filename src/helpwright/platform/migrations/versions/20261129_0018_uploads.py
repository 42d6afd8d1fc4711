"""Uploads that come in pieces."""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0018_uploads.sql").read_text().replace("%", "%%"))
