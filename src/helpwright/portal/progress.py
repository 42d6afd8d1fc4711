"""The progress of a ticket as its customer may see it. Pure: rows in, answer out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.describe import describe, finishes
from helpwright.flows.history import been_at
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import State
from helpwright.flows.wording import node_name, rejects
from helpwright.forms.field_type import Masked
from helpwright.forms.form import Field, Form
from helpwright.kernel.clock import iso
from helpwright.kernel.filter import is_empty
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.portal.ratings import may_rate, rating_json
from helpwright.records.activity import attached
from helpwright.records.model import Record
from helpwright.records.read import RelatedRows

MOMENTS = (
    "record_created",
    "task_claimed",
    "comment",
    "task_completed",
    "confirm_answered",
    "urged",
    "flow_ended",
)
"""Types of events that customers may hear of."""

_INSIDE = frozenset({"branch", "cc", "wait", "action"})
_FINAL = frozenset({"closed"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page is made of. `about` is a row of `cases.surveys.about`."""

    definitions: DefinitionSet
    form: Form
    record: Record
    flow: LiveFlow | None
    instance: Row | None
    tasks: Sequence[Row]
    events: Sequence[Row]
    case: Row | None
    about: Row
    related: RelatedRows
    form_url: str | None
    attached: Mapping[UUID, Row] = default(default_factory=dict)
    """Describe the files beside replies."""


def open_task(tasks: Sequence[Row]) -> Row | None:
    """The task the ticket waits for."""
    waiting = [row for row in tasks if row["state"] in {"offered", "claimed"}]
    return waiting[-1] if waiting else None


def state_of(facts: Facts) -> str:
    """received, working, confirm or closed."""
    task = open_task(facts.tasks)
    if task is None:
        status = _status(facts, "en")
        ended = facts.instance is not None and facts.instance["status"] != "running"
        return "closed" if ended or (status is not None and status["category"] in _FINAL) else "received"
    if task["kind"] == "confirm":
        return "confirm"
    return "working" if task["state"] == "claimed" or task["kind"] in _INSIDE else "received"


def answer_outcomes(facts: Facts) -> dict[str, str]:
    """Outcome key of the verbs confirm and reject at the open confirmation: the one that needs a reason rejects."""
    task = open_task(facts.tasks)
    if task is None or task["kind"] != "confirm" or facts.flow is None:
        return {}
    outcomes: Mapping[str, Any] = getattr(facts.flow.document.nodes.get(task["node"]), "outcomes", {}) or {}
    rejecting = [key for key, each in outcomes.items() if each.reason == "required"]
    confirming = [key for key in outcomes if key not in rejecting]
    found: dict[str, str] = {}
    if confirming:
        found["confirm"] = confirming[0]
    if rejecting:
        found["reject"] = rejecting[0]
    return found


def verbs(facts: Facts) -> list[str]:
    """What the customer may do now."""
    state = state_of(facts)
    if state == "confirm":
        return list(answer_outcomes(facts))
    if state == "closed":
        return ["rate"] if _rating(facts, "en") and may_rate(facts.about, facts.case) else []
    task = open_task(facts.tasks)
    if task is None or facts.flow is None:
        return ["reply"]
    allow = getattr(facts.flow.document.nodes.get(task["node"]), "allow", ())
    return ["urge", "reply"] if "urge" in allow else ["reply"]


def progress_answer(facts: Facts, sentences: Sentences, locale: str) -> dict[str, Any]:
    """The whole page."""
    task = open_task(facts.tasks)
    waiting = task is not None and task["kind"] == "confirm"
    due = facts.case["resolution_due"] if facts.case is not None else None
    return {
        "number": facts.record.number,
        "company": facts.definitions.company or localize(facts.definitions.apps[facts.form.app].name, locale),
        "form": localize(facts.form.document.name, locale),
        "submitted_at": iso(facts.record.created_at),
        "state": state_of(facts),
        "status": _status(facts, locale),
        "resolution_due": None if due is None else iso(due),
        "confirm_until": iso(task["due_at"]) if waiting and task is not None and task["due_at"] is not None else None,
        "verbs": verbs(facts),
        "rating": _rating(facts, locale),
        "form_url": facts.form_url,
        "steps": _steps(facts, sentences, locale),
        "timeline": _timeline(facts, sentences, locale),
        "submitted": [entry for _, entry in _filled(facts, facts.form.public_fields, locale)],
        "shown": [
            {**entry, "files": _files(facts, field)} for field, entry in _filled(facts, facts.form.shown_fields, locale)
        ],
        "language": locale,
    }


def _rating(facts: Facts, locale: str) -> dict[str, Any] | None:
    return rating_json(facts.definitions, facts.form, facts.about, facts.case, locale)


def _status(facts: Facts, locale: str) -> dict[str, Any] | None:
    field = facts.form.status
    if field is None or field.public == "hidden":
        return None
    value = facts.record.values.get(field.key)
    options = field.type.describe(field.settings, locale)["options"]
    return next((each for each in options if each["key"] == value), None)


def _steps(facts: Facts, sentences: Sentences, locale: str) -> list[dict[str, Any]]:
    if facts.flow is None or facts.instance is None:
        return []
    steps = []
    for each in describe(facts.flow.definition, State.from_json(facts.instance["state"]), been_at(facts.tasks)):
        if each.type in _INSIDE:
            continue
        at = None
        if each.type == "start":
            at = facts.record.created_at
        elif each.type == "end" and each.state == "done":
            at = facts.instance["updated_at"]
        elif each.state == "done":
            done = [row["done_at"] for row in facts.tasks if row["node"] == each.node and row["done_at"] is not None]
            at = done[-1] if done else None
        name = node_name(sentences, facts.flow, each.node, locale)
        steps.append({"key": each.node, "name": name, "state": each.state, "at": None if at is None else iso(at)})
    return steps


def _timeline(facts: Facts, sentences: Sentences, locale: str) -> list[dict[str, Any]]:
    """Newest first; nothing internal: no notes, no names of colleagues."""
    items: list[dict[str, Any]] = []
    again = _taken_again(facts)
    for row in facts.events:
        kind, text = _moment(row, facts, sentences, locale)
        if kind is not None and row["id"] not in again:
            files = attached(row, facts.attached) if kind == "reply" else []
            items.append({"id": str(row["id"]), "at": iso(row["at"]), "kind": kind, "text": text, "files": files})
    return items


def _taken_again(facts: Facts) -> set[UUID]:
    """That somebody takes the next step is no news to customers; that it is taken up is, and again after their "no"."""
    found: set[UUID] = set()
    taken = False
    for row in sorted(facts.events, key=lambda each: (each["at"], each["id"])):
        if row["type"] == "task_claimed":
            if taken:
                found.add(row["id"])
            taken = True
        elif row["type"] == "confirm_answered":
            taken = False
    return found


def _moment(row: Row, facts: Facts, sentences: Sentences, locale: str) -> tuple[str | None, str]:
    match row["type"]:
        case "record_created":
            return "submitted", sentences(locale, "moment_submitted", {"number": facts.record.number})
        case "task_claimed":
            return "claimed", sentences(locale, "moment_claimed")
        case "comment" if row["visibility"] == "public":
            kind = "customer_reply" if row["actor"]["kind"] == "customer" else "reply"
            return kind, row["text"] or ""
        case "task_completed":
            return _worked(row, facts, sentences, locale)
        case "confirm_answered":
            return _verdict(row, facts, sentences, locale)
        case "urged":
            return "urged", sentences(locale, "moment_urged")
        case "flow_ended":
            return "closed", sentences(locale, "moment_closed")
        case _:
            return None, ""


def _worked(row: Row, facts: Facts, sentences: Sentences, locale: str) -> tuple[str, str]:
    """Only work after which the customer or nobody is next solved it; the rest was a step on the way."""
    node, outcome = row["data"].get("node", ""), row["data"].get("outcome")
    if facts.flow is None or finishes(facts.flow.definition, node, outcome):
        return "solved", sentences(locale, "moment_solved")
    return "step", sentences(locale, "moment_step", {"step": node_name(sentences, facts.flow, node, locale)})


def _verdict(row: Row, facts: Facts, sentences: Sentences, locale: str) -> tuple[str, str]:
    """The answer of the customer, or given for them: what colleagues note then is meant for colleagues."""
    data: Mapping[str, Any] = row["data"]
    by_customer = row["actor"]["kind"] == "customer"
    if facts.flow is not None and rejects(facts.flow, data.get("node", ""), data.get("outcome")):
        own = data.get("comment") if by_customer else None
        return "rejected", own or sentences(locale, "moment_rejected")
    return "confirmed", sentences(locale, "moment_confirmed" if by_customer else "moment_confirmed_for_you")


def _filled(facts: Facts, fields: Sequence[Field], locale: str) -> list[tuple[Field, dict[str, Any]]]:
    """Those that are filled in, as texts for people."""
    names = facts.related.names(facts.definitions.zone)
    return [
        (field, {"label": field.label(locale), "value": field.type.to_text(field.settings, value, locale, names)})
        for field in fields
        if not is_empty(value := facts.record.values.get(field.key))
    ]


def _files(facts: Facts, field: Field) -> list[dict[str, Any]]:
    return attached({"files": files_in(facts.record, field)}, facts.related.files)


def files_in(record: Record, field: Field) -> tuple[UUID, ...]:
    """The files of a field, none where the field holds something else or is masked."""
    value = record.values.get(field.key)
    return tuple(value) if field.type.refers == "file" and value and not isinstance(value, Masked) else ()
