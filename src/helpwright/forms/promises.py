"""What a form promises its customers: service targets, by policy or for every ticket alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.field_type import Key
from helpwright.kernel.calendar import Duration
from helpwright.kernel.calendar.model import Amount
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.text import LocalText

MOST_POLICIES = 30
MOST_LEVELS = 30
MOST_PERCENT = 1000
NEAR, MISSED = "near", "missed"
"""What rules call the warning and the end of every target; no level has these keys."""
CLOCKS = ("first_response", "next_response", "resolution")
"""What may be promised, as the keys of targets."""
OTHERWISE = "otherwise"
"""What reports call the promise to tickets that come under no policy; no policy has this key."""
Path = tuple[str | int, ...]
_DAY = 86_400.0


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FirstContact(_Model):
    """When a case counts as solved with one contact: no second one of the same customer about the same problem.

    `days` is how long after the solution; `customer` and `problem` are fields of the form, by default its first
    phone number or mail address and its first choice.
    """

    days: Annotated[int, Field(ge=1, le=365)] = 7
    customer: Key | None = None
    problem: Key | None = None


class ServiceLevel(_Model):
    """A level that a ticket reaches when so much of the target of `clock` is used: `percent` of it, or a length.

    The length counts in the target's own time, wall or working; either may lie behind the end of the target. The ticket
    shows `color` until the next level, the answer or the solution; what else happens is a rule's.
    """

    name: LocalText
    clock: Literal["first_response", "next_response", "resolution"]
    color: Literal["blue", "yellow", "orange", "red", "purple"]
    percent: Annotated[float, Field(gt=0, le=MOST_PERCENT)] | None = None
    days: Amount | None = None
    hours: Amount | None = None
    minutes: Amount | None = None


Levels = Annotated[dict[Key, ServiceLevel], Field(max_length=MOST_LEVELS)]


class ServicePolicy(_Model):
    """What is promised to the tickets for which `when` holds, as a whole: a target it does not name is not promised."""

    name: LocalText
    when: FilterDocument | None = None
    first_response: Duration | None = None
    next_response: Duration | None = None
    resolution: Duration | None = None
    levels: Levels = {}


class ServiceTargets(_Model):
    """Service targets of a case; a clock warns at `warn` percent of its target.

    `next_response` is how long a customer waits who writes again after the first response.

    The first of `policies` whose condition holds makes the promise; where none does, the targets beside them do.
    """

    first_response: Duration | None = None
    next_response: Duration | None = None
    resolution: Duration | None = None
    warn: Annotated[int, Field(ge=1, le=99)] | None = None
    first_contact: FirstContact | None = None
    levels: Levels = {}
    policies: Annotated[dict[Key, ServicePolicy], Field(max_length=MOST_POLICIES)] = {}


def check_service(
    service: ServiceTargets | None, fields: Mapping[str, object], calendars: Mapping[str, object]
) -> Iterable[DocumentProblem]:
    """References that do not exist, and policies that cannot do what they say. `fields` have a value."""
    if service is None:
        return
    contact = service.first_contact or FirstContact()
    for part, key in (("customer", contact.customer), ("problem", contact.problem)):
        if key is not None and key not in fields:
            yield DocumentProblem(("service", "first_contact", part), "field_unknown", {"field": key})
    yield from _check_targets(("service",), service, calendars)
    everybody: LocalText | None = None
    for key, policy in service.policies.items():
        path: Path = ("service", "policies", key)
        if key == OTHERWISE:
            yield DocumentProblem(path, "key_reserved", {"key": key})
        yield from _check_targets(path, policy, calendars)
        yield from _check_order(path, policy)
        if everybody is not None:
            data = {"policy": everybody}
            yield DocumentProblem((*path, "when"), "policy_unreachable", data, severity="warning")
        elif policy.when is None:
            everybody = policy.name


@dataclass(frozen=True, slots=True)
class Promised:
    """What a form promises to any ticket at all, of CLOCKS; the keys of its policies; and what levels there are.

    Each level by the key of its policy (OTHERWISE where none fits), its clock and its own key.
    """

    clocks: frozenset[str]
    policies: frozenset[str]
    levels: frozenset[tuple[str, str, str]] = frozenset()


def promised_by(service: ServiceTargets | None) -> Promised:
    """What stands in the service targets of a form."""
    if service is None:
        return Promised(frozenset(), frozenset())
    every = (service, *service.policies.values())
    clocks = [key for key in CLOCKS if any(getattr(each, key) is not None for each in every)]
    named = {OTHERWISE: service.levels} | {key: policy.levels for key, policy in service.policies.items()}
    levels = [(policy, each.clock, key) for policy, found in named.items() for key, each in found.items()]
    return Promised(frozenset(clocks), frozenset(service.policies), frozenset(levels))


def _check_targets(
    path: Path, promised: ServicePolicy | ServiceTargets, calendars: Mapping[str, object]
) -> Iterator[DocumentProblem]:
    for name in CLOCKS:
        duration: Duration | None = getattr(promised, name)
        calendar = duration.calendar if duration is not None else None
        if calendar is not None and calendar not in calendars:
            yield DocumentProblem((*path, name, "calendar"), "calendar_unknown", {"calendar": calendar})
    for key, level in promised.levels.items():
        at: Path = (*path, "levels", key)
        if key in {NEAR, MISSED}:
            yield DocumentProblem(at, "key_reserved", {"key": key})
        lengths = (level.days, level.hours, level.minutes)
        if (level.percent is None) == all(each is None for each in lengths):
            yield DocumentProblem(at, "level_moment")
        if getattr(promised, level.clock) is None:
            yield DocumentProblem((*at, "clock"), "level_unpromised", severity="warning")


def _check_order(path: Path, policy: ServicePolicy) -> Iterator[DocumentProblem]:
    """Answers that are promised for later than the solution."""
    if policy.resolution is None:
        return
    if policy.first_response is not None and _longer(policy.first_response, policy.resolution):
        yield DocumentProblem((*path, "first_response"), "answer_after_solution", severity="warning")
    if policy.next_response is not None and _longer(policy.next_response, policy.resolution):
        yield DocumentProblem((*path, "next_response"), "next_answer_after_solution", severity="warning")


def _longer(first: Duration, whole: Duration) -> bool:
    """Whether the answer is promised for later than the solution; not said of times that cannot be compared."""
    if (first.time, first.calendar) != (whole.time, whole.calendar):
        return False
    if first.time == "working" and (first.days is None) != (whole.days is None):
        return False
    return first.seconds(_DAY) > whole.seconds(_DAY)
