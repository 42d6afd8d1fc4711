"""A filter tree as a part of pydantic documents: checked where it stands, kept as it was written."""

from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError
from pydantic_core import InitErrorDetails

from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter import parse_filter


def _is_filter(value: dict[str, Any]) -> dict[str, Any]:
    try:
        parse_filter(value, "")
    except Invalid as error:
        raise _problems(value, error) from None
    return value


def _problems(value: dict[str, Any], error: Invalid) -> ValidationError:
    """The problems with their paths inside the filter."""
    lines = [
        InitErrorDetails(
            type="value_error",
            loc=tuple(int(step) if step.isdigit() else step for step in problem.field.split(".") if step),
            input=value,
            ctx={"error": ValueError(problem.code)},
        )
        for problem in error.errors
    ]
    return ValidationError.from_exception_data("filter", lines)


FilterDocument = Annotated[dict[str, Any], AfterValidator(_is_filter)]
