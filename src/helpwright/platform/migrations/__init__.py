"""Alembic migrations of the system tables, and the version this release needs."""
