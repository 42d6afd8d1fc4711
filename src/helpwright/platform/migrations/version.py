"""Which version of the system tables this release needs; light enough for the supervisor."""

HEAD = "0052"
QUESTION = "SELECT version_num FROM helpwright.alembic_version"
