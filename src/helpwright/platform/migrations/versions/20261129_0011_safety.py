"""Sessions one can list, second factors, passwords that are due, counts of requests."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0011_safety.sql").read_text().replace("%", "%%"))
