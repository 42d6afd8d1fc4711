"""Alembic environment: one connection handed in, one transaction a migration."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table="alembic_version",
    version_table_schema="helpwright",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
