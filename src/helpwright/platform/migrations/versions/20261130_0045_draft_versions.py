"""Versions of drafts come from one sequence, so that a discarded or published draft's are never given again."""

from pathlib import Path

from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Add the sequence."""
    op.get_bind().exec_driver_sql((Path(__file__).parent / "0045_draft_versions.sql").read_text())
