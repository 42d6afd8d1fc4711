"""Timers know what ends them before their time."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what ends a timer early; none of those that run knows."""
    op.get_bind().exec_driver_sql("ALTER TABLE timers ADD COLUMN IF NOT EXISTS until text")
