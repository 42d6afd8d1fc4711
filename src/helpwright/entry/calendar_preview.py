"""HTTP of calendars while they are written: each day of a year, and when working hours from an instant are over."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.check import validation_problems
from helpwright.kernel.calendar import CalendarDocument, WorkingCalendar, compile_calendar
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.platform.routes import Router

_DAY_MINUTES = 24 * 60

Why = Literal["week", "holiday", "adjusted", "special"]


class CalendarBody(BaseModel):
    """A calendar as it stands in a draft, the year to show, and the working hours to count from `start` (now)."""

    model_config = ConfigDict(extra="forbid")
    document: dict[str, Any]
    year: Annotated[int, Field(ge=2000, le=2100)]
    hours: Annotated[float, Field(gt=0, le=10_000)] = 2
    start: AwareDatetime | None = None


class DayAnswer(BaseModel):
    """One day: the minutes that are worked on it, and why when it is not the week alone."""

    date: str
    minutes: int
    why: Why


class CalendarAnswer(BaseModel):
    """Every day of the year; `due` is when the hours are over, null when it never opens.

    `published_through`: the last year whose adjusted working days are known; null: it follows no country.
    """

    days: list[DayAnswer]
    start: str
    due: str | None
    open_now: bool
    published_through: int | None


def routes(clock: Clock) -> APIRouter:
    """`POST /calendars/preview` below `/api/v1`."""
    router = Router(tags=["definitions"])

    @router.post("/calendars/preview")
    async def preview_calendar(wanted: CalendarBody, _caller: ForDefinitions) -> CalendarAnswer:
        """Show how a calendar counts, before it is published."""
        calendar = compile_calendar(_read(wanted.document))
        start = wanted.start or clock.now()
        return CalendarAnswer(
            days=list(_days(calendar, wanted.year)),
            start=iso(start),
            due=iso(calendar.add(start, wanted.hours * 3600)),
            open_now=calendar.is_open(start),
            published_through=calendar.published_through,
        )

    return router


def _read(document: Mapping[str, Any]) -> CalendarDocument:
    try:
        return CalendarDocument.model_validate(document)
    except ValidationError as error:
        problems = validation_problems(error, (), document)
        raise Invalid(
            [FieldProblem(".".join(map(str, each.path)), each.code, {**each.data}) for each in problems]
        ) from error


def _days(calendar: WorkingCalendar, year: int) -> Iterable[DayAnswer]:
    day = date(year, 1, 1)
    while day.year == year:
        minutes = sum(min(hours.end, 2 * _DAY_MINUTES) - hours.start for hours in calendar.hours_on(day))
        yield DayAnswer(date=day.isoformat(), minutes=minutes, why=_why(calendar, day))
        day += timedelta(days=1)


def _why(calendar: WorkingCalendar, day: date) -> Why:
    if day in calendar.overrides:
        return "special"
    if calendar.holidays is not None and day in calendar.holidays.workdays:
        return "adjusted"
    if calendar.holidays is not None and day in calendar.holidays.holidays:
        return "holiday"
    return "week"
