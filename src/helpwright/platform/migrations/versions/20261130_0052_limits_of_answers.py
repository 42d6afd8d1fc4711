"""Open tasks are listed by when the next response of their ticket is due, too."""

from pathlib import Path

from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Replace the functions, and set the limits of what waits for an answer."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0052_limits_of_answers.sql").read_text())
