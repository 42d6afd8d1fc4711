"""Checks of links that were noted and always refused are noted with what lets them succeed."""

from pathlib import Path

from alembic import op

revision = "0050"
down_revision = "0048"


def upgrade() -> None:
    """Note them anew."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0050_links_let_go.sql").read_text().replace("%", "%%"))
