"""Trouble of the database waits; what the work itself brings about is a failure of the work."""

import psycopg
import pytest
from psycopg import errors

from helpwright.jobs.connection import passes
from helpwright.kernel.errors import Missing, Unavailable


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("database_unavailable"),
        psycopg.OperationalError("the connection is lost"),
        errors.DeadlockDetected(),
        errors.LockNotAvailable(),
        errors.AdminShutdown(),
    ],
)
def test_trouble_of_the_database_passes(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
        psycopg.ProgrammingError("query parameter missing"),
        errors.UniqueViolation(),
        Missing(),
        KeyError("field"),
    ],
)
def test_a_fault_of_the_work_does_not(error: Exception) -> None:
    assert not passes(error)
