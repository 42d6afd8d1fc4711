"""How long a customer waits for each further answer: the clock of the next response."""

from pathlib import Path

from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Add the columns and the clock."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0048_next_response.sql").read_text())
