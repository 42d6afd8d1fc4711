"""Invitations, and links for forgotten passwords."""

from pathlib import Path

from alembic import op

revision = "0027"
down_revision = "0025"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0027_account_links.sql").read_text().replace("%", "%%"))
