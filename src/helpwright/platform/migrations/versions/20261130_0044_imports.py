"""Who works on an import, so that one that was taken up again goes on once; and what came of its rows."""

from pathlib import Path

from alembic import op

revision = "0044"
down_revision = "0040"


def upgrade() -> None:
    """Add the columns."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0044_imports.sql").read_text())
