"""Tables of sample data, and whom a session tries out being."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0010_sample.sql").read_text().replace("%", "%%"))
