"""Trouble of the database waits; what the work itself brings about is a failure of the work."""

from types import SimpleNamespace
from typing import cast

import psycopg
import pytest
from psycopg import errors

from helpwright.definitions.publications.tidying import is_lost
from helpwright.jobs.connection import passes
from helpwright.kernel.errors import Missing, Unavailable
from helpwright.platform.database import Session


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


def test_what_the_driver_refuses_is_no_lost_database() -> None:
    session = cast("Session", SimpleNamespace(connection=SimpleNamespace(closed=False)))
    assert is_lost(session, errors.AdminShutdown())
    assert is_lost(session, psycopg.OperationalError("the connection is lost"))
    assert not is_lost(session, psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))
    assert not is_lost(session, errors.DeadlockDetected())
