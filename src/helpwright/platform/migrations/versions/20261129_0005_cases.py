"""Tables of cases."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0005_cases.sql").read_text().replace("%", "%%"))
