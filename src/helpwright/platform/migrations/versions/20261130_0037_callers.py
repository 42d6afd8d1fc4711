"""A stamp that changes with whatever a caller is made of."""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0033"


def upgrade() -> None:
    """Make the stamp and what changes it."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0037_callers.sql").read_text().replace("%", "%%"))
