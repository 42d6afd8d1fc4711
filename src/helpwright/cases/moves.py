"""What happens to a case: decisions of one write, with the lines they add to the ledger. Pure.

The clocks of the first response and of the resolution start with the case. The resolution clock runs while the status
is open; that of the first response runs while it is open or pending, until a person has answered. From then on that of
the next response does the same from message to answer: it begins with the oldest message of the customer that is not
answered, a rejection among them, and later ones do not begin it anew. Every other time is a hole: whether the case
waits for the customer, is solved or closed, the clock stands still and goes on later with what was left of its
target.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from helpwright.cases.model import (
    ASKED,
    CLOCKS,
    CREATED,
    DONE,
    IMPORTED,
    RESPONDED,
    Case,
    Category,
    Clock,
    ClockKey,
    Entry,
    EntryKind,
    follow,
)
from helpwright.cases.targets import Targets, span
from helpwright.kernel.calendar import WorkingCalendar
from helpwright.records.reaction import Past

AppCalendars = Mapping[str, WorkingCalendar]
_RUNS: Mapping[ClockKey, frozenset[str]] = {
    "first_response": frozenset({"open", "pending"}),
    "next_response": frozenset({"open", "pending"}),
    "resolution": frozenset({"open"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one write did, beside setting the status.

    `answered_by`: a person answered the customer or ended a task. `rejected`: the customer said it is not solved.
    `taken_by`: who has the work now. `given_to`: somebody handed it over on purpose. `team_id`: work was opened for
    a team. `asked`: the customer wrote a message.
    """

    answered_by: UUID | None = None
    rejected: bool = False
    taken_by: UUID | None = None
    given_to: UUID | None = None
    team_id: UUID | None = None
    asked: bool = False

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return self != Change()


@dataclass(frozen=True, slots=True)
class Moved:
    """The case after a write, and what the ledger got. `given_to` is somebody of whom to ask: is it another team?"""

    case: Case
    entries: tuple[Entry, ...] = ()
    given_to: UUID | None = None
    before: Case | None = field(default=None, compare=False)


def opened(record_id: UUID, at: datetime, category: Category, targets: Targets, calendars: AppCalendars) -> Moved:
    """A new case; one that begins pending or solved has clocks that halt at once."""
    case, entries = Case(record_id, at, policy=targets.policy), []
    for key in CLOCKS:
        target = targets.of(key)
        if key == "next_response":
            if target is not None:
                entries.append(Entry(key, "change", at, CREATED, None, None, target, targets.policy))
                case = with_clock(case, key, follow(Clock(), entries[-1]))
            continue
        length = span(target, calendars)
        due = None if length is None else length.end(at, length.total)
        entry = Entry(key, "start", at, CREATED, due, None, target, targets.policy)
        case = with_clock(case, key, follow(Clock(), entry))
        entries.append(entry)
    later = _enter(case, category, at, None, calendars, rejected=False)
    return Moved(later.case, (*entries, *later.entries))


def past(record_id: UUID, at: datetime, category: Category, known: Past, holder: UUID | None, now: datetime) -> Moved:
    """A case that was there before this product: without targets, for nobody promised them here.

    What is done needs `resolved_at`. How often it was passed on or reopened is not known. `now` is since when one
    that waits for the customer is known to.
    """
    begun = opened(record_id, at, "open", Targets(), {})
    case = replace(begun.case, holder=holder)
    entries = [replace(each, reason=IMPORTED) for each in begun.entries]
    first = known.first_responded_at
    if first is not None:
        entry = Entry("first_response", "stop", first, RESPONDED)
        clock = follow(case.first_response, entry)
        case = replace(case.counted("touches"), first_response=clock, first_responded_at=first)
        entries.append(entry)
    steps: list[tuple[Category, datetime | None]] = [("solved", known.resolved_at), ("closed", known.closed_at)]
    for step, then in steps if category == "closed" else steps[:1] if category == "solved" else [(category, now)]:
        entered = _enter(case, step, then or now, None, {}, rejected=False)
        case, entries = entered.case, [*entries, *entered.entries]
    return Moved(case, tuple(entries))


def move(
    case: Case,
    change: Change,
    category: Category | None,
    at: datetime,
    actor: UUID | None,
    calendars: AppCalendars,
) -> Moved:
    """One write: what people did, then the category of the status it set (None: it set none).

    `actor` is the acting person; who solved it is theirs, else that of whoever had the work.
    """
    moved = case
    entries: list[Entry] = []
    if change.answered_by is not None:
        answered = respond(moved, change.answered_by, at)
        moved, entries = answered.case, [*answered.entries]
    if change.rejected:
        moved = moved.counted("rework")
    moved = _pass_on(moved, change)
    if category is not None:
        entered = _enter(moved, category, at, actor, calendars, rejected=change.rejected)
        moved, entries = entered.case, [*entries, *entered.entries]
    if change.asked or change.rejected:
        asking = ask(moved, at, calendars)
        moved, entries = asking.case, [*entries, *asking.entries]
    return Moved(moved, tuple(entries), change.given_to, case)


def respond(case: Case, person: UUID, at: datetime) -> Moved:
    """A person did something for the customer: a touch, and the first of them is the first response."""
    touched = case.counted("touches")
    if case.awaits:
        return _answer(touched, at)
    if case.first_responded_at is not None:
        return Moved(touched)
    clock = case.first_response
    entry = Entry("first_response", "stop", at, RESPONDED, clock.due, clock.left)
    clock = follow(clock, entry)
    done = replace(touched, first_response=clock, first_responded_at=at, first_responded_by=person)
    return Moved(done, (entry,))


def ask(case: Case, at: datetime, calendars: AppCalendars) -> Moved:
    """The customer wrote: the clock of the next response begins, unless one runs that says how long they wait.

    Until the first response that is the clock of the first response. Where the case is solved or closed it halts at
    once, and goes on when the case is taken up again.
    """
    target = case.next_response.target
    if target is None or case.first_responded_at is None or case.awaits:
        return Moved(case)
    length = span(target, calendars)
    entry = Entry("next_response", "start", at, ASKED, None if length is None else length.end(at, length.total))
    clock = follow(case.next_response, entry)
    entries = [entry]
    if case.category not in _RUNS["next_response"]:
        entries.append(_halt(clock, "next_response", "stop", at, case.category, calendars))
        clock = follow(clock, entries[-1])
    return Moved(replace(case, next_response=clock, asked_at=at, answered_at=None), tuple(entries))


def _answer(case: Case, at: datetime) -> Moved:
    """The next response was given: in time, late, or without a promise."""
    clock = case.next_response
    entry = Entry("next_response", "stop", at, RESPONDED, clock.due, clock.left)
    clock = follow(clock, entry)
    kept = in_time(clock)
    return Moved(
        replace(
            case,
            next_response=clock,
            answered_at=at,
            answers_kept=case.answers_kept + (kept is True),
            answers_missed=case.answers_missed + (kept is False),
        ),
        (entry,),
    )


def in_time(answered: Clock) -> bool | None:
    """Whether a clock that was halted by an answer, or before it, had time left; None where nothing was promised."""
    if answered.due is None or answered.halted_at is None:
        return None
    return answered.halted_at <= answered.due


def _pass_on(case: Case, change: Change) -> Case:
    """Who has the work. A hand-over is any change of the person; a transfer is one that somebody asked for."""
    moved = case
    if change.team_id is not None:
        other = case.team_id is not None and case.team_id != change.team_id
        moved = replace(moved, team_id=change.team_id)
        moved = moved.counted("team_transfers") if other else moved
    if change.given_to is not None:
        moved = moved.counted("transfers")
    holder = change.given_to or change.taken_by
    if holder is None or holder == case.holder:
        return moved
    moved = moved.counted("handovers") if case.holder is not None else moved
    return replace(moved, holder=holder)


def _enter(
    case: Case, category: Category, at: datetime, actor: UUID | None, calendars: AppCalendars, *, rejected: bool
) -> Moved:
    if category == case.category:
        return Moved(case)
    back = case.category in DONE and category not in DONE
    moved, entries = replace(case, category=category), []
    for key in CLOCKS:
        entry = _entry(case, key, category, at, calendars, rejected=rejected)
        if entry is not None:
            moved = with_clock(moved, key, follow(case.clock(key), entry))
            entries.append(entry)
    if back and not rejected:
        moved = moved.counted("reopenings")
    done = category in DONE
    moved = replace(
        moved,
        resolved_at=(case.resolved_at or at) if done else None,
        closed_at=(case.closed_at or at) if category == "closed" else None,
        solved_by=(case.solved_by or actor or case.holder) if done else None,
    )
    return Moved(moved, tuple(entries))


def _entry(
    case: Case, key: ClockKey, category: Category, at: datetime, calendars: AppCalendars, *, rejected: bool
) -> Entry | None:
    """What the ledger of one clock gets when the status enters another category; None when it goes on as it was."""
    if key == "first_response" and case.first_responded_at is not None:
        return None
    if key == "next_response" and not case.awaits:
        return None
    clock = case.clock(key)
    if category not in _RUNS[key]:
        return _halt(clock, key, "pause" if category == "pending" else "stop", at, category, calendars)
    if clock.halted_at is None:
        return None
    back = "rejected" if rejected else "reopened"
    reason = "resumed" if case.category == "pending" else back
    length = span(clock.target, calendars)
    due = None if length is None or clock.left is None else length.end(at, clock.left)
    return Entry(key, "start", at, reason, due)


def _halt(clock: Clock, key: ClockKey, kind: EntryKind, at: datetime, reason: str, calendars: AppCalendars) -> Entry:
    """A hole begins, or goes on for another reason with what was left when it began."""
    if clock.halted_at is not None:
        return Entry(key, kind, at, reason, clock.due, clock.left)
    length = span(clock.target, calendars)
    left = None if length is None or clock.due is None else length.between(at, clock.due)
    return Entry(key, kind, at, reason, clock.due, left)


def with_clock(case: Case, key: ClockKey, clock: Clock) -> Case:
    """The case with that clock."""
    if key == "next_response":
        return replace(case, next_response=clock)
    return replace(case, first_response=clock) if key == "first_response" else replace(case, resolution=clock)
