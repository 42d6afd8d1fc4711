"""An index for each form's recycle bin, and files beside comments."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0015_desk.sql").read_text().replace("%", "%%"))
