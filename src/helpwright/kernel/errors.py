"""Refusals: errors with a stable code and data; their sentences live in the locale files."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one input. `field` is its key (dotted inside documents)."""

    field: str
    code: str
    data: dict[str, Any] = default(default_factory=dict)


class Refusal(Exception):  # noqa: N818  -- a refusal is a normal answer, not a fault of the program
    """A normal "no" with a stable `code`; `data` fills the sentence of that code in every language."""

    status: ClassVar[int] = 409

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
        self.errors: Sequence[FieldProblem] = ()


class Invalid(Refusal):
    """Malformed or invalid input; carries one problem per field."""

    status = 422

    def __init__(self, errors: Sequence[FieldProblem] = (), code: str = "invalid", **data: Any) -> None:
        super().__init__(code, **data)
        self.errors = tuple(errors)


class Conflict(Refusal):
    """The request is well formed but clashes with what is stored."""


class Missing(Refusal):
    """Not there, or outside the scope of the caller (the two are not told apart)."""

    status = 404

    def __init__(self, code: str = "not_found", **data: Any) -> None:
        super().__init__(code, **data)


class Gone(Refusal):
    """It was there, and its time is over."""

    status = 410


class Forbidden(Refusal):
    """The caller may see it, and has no right to this act."""

    status = 403

    def __init__(self, code: str = "forbidden", **data: Any) -> None:
        super().__init__(code, **data)


class Unauthenticated(Refusal):
    """No valid session or key."""

    status = 401

    def __init__(self, code: str = "sign_in_required", **data: Any) -> None:
        super().__init__(code, **data)


class TooLarge(Refusal):
    """The body is larger than allowed."""

    status = 413


class WrongMedia(Refusal):
    """The content is not of an accepted type."""

    status = 415


class TooMany(Refusal):
    """Rate limited; `retry_after` in seconds."""

    status = 429

    def __init__(self, code: str = "too_many_requests", *, retry_after: int, **data: Any) -> None:
        super().__init__(code, retry_after=retry_after, **data)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """A part we need does not answer right now; try again."""

    status = 503
