"""First system tables."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the system tables; the procrastinate tables are made by that library's own schema."""
    here = Path(__file__).parent
    connection = op.get_bind()
    connection.exec_driver_sql((here / "0001_first.sql").read_text().replace("%", "%%"))
    if connection.execute(text("SELECT to_regclass('helpwright.procrastinate_jobs')")).scalar() is None:
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
