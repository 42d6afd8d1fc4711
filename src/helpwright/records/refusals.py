"""What the database refuses of a record, in our words: the one place that knows what errors of the driver mean here."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import DatabaseError, UniqueViolation

from helpwright.forms.form import Form
from helpwright.forms.indexes import field_of_unique_index
from helpwright.forms.publish import number_constraint
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid
from helpwright.platform.database import STALE_DEFINITIONS

_REQUIRE_FAILED = "HW002"
"""The state that `require(…)` of our own raises in SQL."""


class StaleDefinitionsError(Exception):
    """The form was published while we decided; read the definitions again and repeat."""


@contextmanager
def in_our_words(form: Form) -> Iterator[None]:
    """Raises what is in the way of a write of the form as `translated` says it."""
    try:
        yield
    except DatabaseError as error:
        meant = translated(form, error)
        if meant is error:
            raise
        raise meant from error


def translated(form: Form, error: DatabaseError) -> Exception:
    """StaleDefinitionsError, Invalid of `require(…)`, Conflict `not_unique`; any other error as it is."""
    if error.sqlstate == STALE_DEFINITIONS:
        return StaleDefinitionsError()
    message = unmet(error)
    if message is not None:
        return refused_by_database(message)
    if isinstance(error, UniqueViolation):
        column = field_of_unique_index(error.diag.constraint_name or "", form.id)
        if column is not None:
            return not_unique(form, column)
    return error


def number_taken(form: Form, error: Exception) -> bool:
    """Whether what is in the way is a record of the form with the same number."""
    return isinstance(error, UniqueViolation) and error.diag.constraint_name == number_constraint(form.id)


def unmet(error: DatabaseError) -> str | None:
    """What `require(…, 'field:code')` said in SQL; None for any other error."""
    return (error.diag.message_primary or "") if error.sqlstate == _REQUIRE_FAILED else None


def refused_by_database(message: str) -> Invalid:
    """The problem that `require(…, 'field:code')` raised in SQL."""
    field_key, _, code = message.partition(":")
    return Invalid([FieldProblem(field_key, code)])


def not_unique(form: Form, column: str) -> Conflict:
    """The answer to a value that another record has already."""
    key = next((each.key for each in form.fields.values() if each.column == column), column)
    refusal = Conflict("not_unique", field=key)
    refusal.errors = (FieldProblem(key, "not_unique"),)
    return refusal
