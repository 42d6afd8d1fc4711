"""By which policy of its form a ticket was promised its times, and promises that were made anew."""

from pathlib import Path

from alembic import op

revision = "0040"
down_revision = "0038"


def upgrade() -> None:
    """Add the columns and the kind of line."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0040_policies.sql").read_text())
