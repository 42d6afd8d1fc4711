"""What customers may answer to a survey, and when they may be asked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpwright.cases.survey import Scale
from helpwright.forms.field_type import is_storable
from helpwright.kernel.errors import FieldProblem, Invalid

SCALES: Mapping[Scale, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
"""Least and most of each scale."""
TAGS = ("prompt", "friendly", "clear", "at_once", "informed")
LONGEST = 2000
EVENING, MORNING = time(21), time(9)


@dataclass(frozen=True, slots=True)
class Rating:
    """A checked answer."""

    score: int
    tags: tuple[str, ...] = ()
    comment: str = ""


def checked(scale: Scale, score: int | None, tags: Sequence[str], comment: str) -> Rating:
    """Raises Invalid."""
    least, most = SCALES[scale]
    problems: list[FieldProblem] = []
    if score is None:
        problems.append(FieldProblem("score", "required"))
    elif not least <= score <= most:
        problems.append(FieldProblem("score", "score_outside_scale", {"least": least, "most": most}))
    if not set(tags) <= set(TAGS):
        problems.append(FieldProblem("tags", "option_unknown", {"value": ", ".join(sorted(set(tags) - set(TAGS)))}))
    cleaned = comment.replace("\r\n", "\n").strip()
    if len(cleaned) > LONGEST:
        problems.append(FieldProblem("comment", "text_too_long", {"most": LONGEST, "length": len(cleaned)}))
    if not is_storable(cleaned):
        problems.append(FieldProblem("comment", "text_control"))
    if problems or score is None:
        raise Invalid(problems)
    return Rating(score, tuple(tag for tag in TAGS if tag in tags), cleaned)


def when_to_ask(now: datetime, zone: ZoneInfo) -> datetime:
    """`now`, but nobody is disturbed from 21:00 to 09:00 on the wall clock of the zone: then it is the next 09:00."""
    local = now.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return now
    day = local.date() + timedelta(days=1) if local.time() >= EVENING else local.date()
    return datetime.combine(day, MORNING, zone).astimezone(now.tzinfo)
