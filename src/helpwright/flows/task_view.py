"""Tasks as screens need them: with their record, the buttons, the reason, and what the reader may do."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.cases.clocks import read_cases
from helpwright.cases.view import next_due
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.teams import teams_by_id
from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import EventKind
from helpwright.flows.perform import Written
from helpwright.flows.task_store import may_claim
from helpwright.flows.ways_back import WaysBack
from helpwright.flows.wording import node_name, part_name, why_sentence
from helpwright.forms.form import Form
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import localize
from helpwright.platform.database import Row, Statement
from helpwright.platform.sentences import Sentences
from helpwright.records.model import Record, title_of
from helpwright.records.read import View, read_related
from helpwright.records.rows import get_many, to_record, visible

_OPEN = frozenset({"offered", "claimed"})
_REACHED_BY = frozenset({"mobile", "landline", "email"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, in which language, under which definitions and rights."""

    caller: Caller
    definitions: DefinitionSet
    rights: Rights
    locale: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """The record of a task as the reader may see it: `record` has only those values, `rights` are by field."""

    form: Form
    view: View
    record: Record
    rights: Mapping[str, str]


async def task_views(
    engine: FlowEngine, sentences: Sentences, reader: Reader, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """One view a row, in order, without those whose record is gone; queries depend on the number of forms."""
    if not rows:
        return []
    known = _forms(engine, reader, rows)
    beside = _beside(reader, known, rows)
    found = await engine.records.database.read([*beside.values()]) if beside else []
    return await _views(engine, sentences, reader, rows, known, dict(zip(beside, found, strict=True)))


_LEADS_TO: Mapping[EventKind, str] = {"claim": "claimed", "complete": "done"}


@dataclass(frozen=True)
class TaskAgain:
    """The view of a task that was read before and is changed now by `kind`; `looks` can be read beside the change.

    Where the state that it comes to is known before, the change itself tells the task, what it opened, and the record,
    unless the reader's rights on that depend on other tables, or its values do.
    """

    engine: FlowEngine
    sentences: Sentences
    reader: Reader
    row: Row
    kind: EventKind

    @cached_property
    def _known(self) -> Mapping[str, Form]:
        return _forms(self.engine, self.reader, [self.row])

    @cached_property
    def _beside(self) -> Mapping[str, Statement]:
        """What is needed in the state to which the change leads, where that is known before."""
        as_mine = {**self.row, "claimed_by": self.reader.caller.person_id}
        state = _LEADS_TO.get(self.kind)
        if state is not None:
            return _beside(self.reader, self._known, [{**as_mine, "state": state}])
        return _beside(self.reader, self._known, [{**as_mine, "state": "done"}], returning=True)

    @cached_property
    def _told(self) -> Collection[str]:
        """What of that the change tells."""
        form = self._known.get(self.row["form"])
        if self.kind not in _LEADS_TO or form is None:
            return ()
        rights = self.reader.rights
        if form.sealed or rights.filters(form.name) or rights.hides(form.name):
            return ("opened",)
        return ("opened", form.name)

    @property
    def told(self) -> bool:
        """Whether the change is to give the record back."""
        return self.row["form"] in self._told

    @cached_property
    def looks(self) -> Sequence[Statement]:
        """What else the view is made of."""
        known = () if self._told else (store.task_by_id(self.row["id"]),)
        return (*known, *(each for name, each in self._beside.items() if name not in self._told))

    async def view(self, written: Written | None) -> dict[str, Any] | None:
        """From what the change left, with the rows of `looks`; None: look now. None when the task is gone."""
        found = None if written is None else self._found(written)
        if written is None or found is None:
            now = await self.engine.records.database.all(store.task_by_id(self.row["id"]))
            views = await task_views(self.engine, self.sentences, self.reader, now)
        else:
            records = () if written.record is None else (written.record,)
            rows, beside = found
            views = await _views(self.engine, self.sentences, self.reader, rows, self._known, beside, records)
        return views[0] if views else None

    def _found(self, written: Written) -> tuple[Sequence[Row], Mapping[str, Sequence[Row]]] | None:
        """The task and what is beside it; None where that is not what was expected."""
        asked = [name for name in self._beside if name not in self._told]
        if not self._told:
            return written.beside[0], dict(zip(asked, written.beside[1:], strict=True))
        task = written.task
        if task is None or task["state"] != _LEADS_TO.get(self.kind) or written.epoch != self.reader.definitions.epoch:
            return None
        return [task], {**dict(zip(asked, written.beside, strict=True)), "opened": written.opened}


def _forms(engine: FlowEngine, reader: Reader, rows: Sequence[Row]) -> Mapping[str, Form]:
    """The forms of these tasks that are live."""
    forms = engine.records.forms(reader.definitions)
    known: dict[str, Form] = {}
    for name in dict.fromkeys(row["form"] for row in rows):
        with suppress(Missing):
            known[name] = forms.find(name)
    return known


def _beside(
    reader: Reader, known: Mapping[str, Form], rows: Sequence[Row], *, returning: bool = False
) -> Mapping[str, Statement]:
    """What views need beside the tasks, by what it is: only what depends on these rows is asked for.

    What return (`done`) and withdraw (`opened`) depend on, the `cases`, and the records by the name of the form, which
    has a dot.
    """
    me = reader.caller.person_id
    mine = [row for row in rows if row["claimed_by"] == me]
    back = {row["instance_id"] for row in mine if returning or row["state"] == "claimed"}
    opened = {row["instance_id"] for row in mine if row["state"] == "done"}
    opened |= {row["instance_id"] for row in rows if row["state"] == "offered" and row["kind"] != "cc"}
    running = list({row["record_id"] for row in rows if row["state"] in _OPEN})
    asked: dict[str, Statement] = {}
    if back:
        asked["done"] = store.last_done(back)
    if opened:
        asked["opened"] = store.openings(opened)
    if running:
        asked["cases"] = read_cases(running)
    for name, form in known.items():
        marks = View(reader.caller, reader.definitions, form, reader.rights).marks
        asked[name] = get_many(form, [row["record_id"] for row in rows if row["form"] == name], marks)
    return asked


async def _views(
    engine: FlowEngine,
    sentences: Sentences,
    reader: Reader,
    rows: Sequence[Row],
    known: Mapping[str, Form],
    beside: Mapping[str, Sequence[Row]],
    told: Sequence[Record] = (),
) -> list[dict[str, Any]]:
    """`told` are records that need not be read."""
    dues = {each["record_id"]: next_due(each) for each in beside.get("cases", ())}
    back = WaysBack(beside.get("done", ()), beside.get("opened", ()))
    records: dict[UUID, Record] = {each.id: each for each in told}
    for name, form in known.items():
        records |= {each["id"]: to_record(form, each) for each in beside.get(name, ())}
    leads = await records_open_to(engine, reader, "assign", [row for row in rows if row["kind"] != "confirm"])
    updates = await records_open_to(engine, reader, "update", [row for row in rows if row["kind"] == "confirm"])
    names = await read_related(engine.records.database, _people(rows), ())
    people = {str(key): name for key, name in names.people.items()}
    views = []
    for row in rows:
        flow = await engine.versions.get(reader.definitions, row["flow"], row["flow_version"])
        record, shape = records.get(row["record_id"]), known.get(row["form"])
        if shape is not None and record is not None:
            seen = View(reader.caller, reader.definitions, shape, reader.rights)
            shown = replace(record, values=seen.visible_values(record))
            view = _view(sentences, reader, row, flow, _Shown(shape, seen, shown, seen.rights_on(record)), people)
            allow = getattr(flow.document.nodes.get(row["node"]), "allow", ())
            can = verbs(reader.caller, row, allow, leads=record.id in leads, updates=record.id in updates)
            returns = back.targets(sentences, flow, row, reader.locale) if "return" in can else []
            if "return" in can and not returns:
                can.remove("return")
            if back.withdrawable(reader.caller, row):
                can.append("withdraw")
            case_due = dues.get(record.id) if row["state"] in _OPEN else None
            views.append(view | {"case_due": case_due, "can": can, "returns": returns})
    return views


async def records_open_to(engine: FlowEngine, reader: Reader, action: str, rows: Sequence[Row]) -> Collection[UUID]:
    """The records of these tasks that the reader sees and on which their roles allow the action.

    For `read` those that they see at all; none of a form that is gone. At most one query a form.
    """
    found: set[UUID] = set()
    by_form: dict[str, set[UUID]] = {}
    for row in rows:
        by_form.setdefault(row["form"], set()).add(row["record_id"])
    known = _forms(engine, reader, rows)
    for name, ids in by_form.items():
        scopes = reader.rights.scopes(action, name)
        if "all" in scopes & reader.rights.scopes("read", name):
            found |= ids
        elif name in known and (scopes or action == "read"):
            view = View(reader.caller, reader.definitions, known[name], reader.rights)
            seen, scope = view.scope("read"), view.scope(action)
            both, params = f"{seen.sql} AND {scope.sql}", {**seen.params, **scope.params}
            inside = await engine.records.database.all(visible(view.form, [*ids], both, params))
            found.update(each["id"] for each in inside)
    return found


def _people(rows: Sequence[Row]) -> set[UUID]:
    found: set[UUID] = set()
    for row in rows:
        data = row["why"].get("data") or {}
        found.update(UUID(data[key]) for key in ("person", "by") if data.get(key))
        if row["person_id"] is not None:
            found.add(row["person_id"])
    return found


def _view(
    sentences: Sentences,
    reader: Reader,
    row: Row,
    flow: LiveFlow,
    record: _Shown,
    people: Mapping[str, str],
) -> dict[str, Any]:
    team = teams_by_id(reader.definitions).get(row["team_id"]) if row["team_id"] is not None else None
    settings = flow.document.nodes.get(row["node"])
    fields = getattr(settings, "fields", None)
    return {
        "id": str(row["id"]),
        "form": row["form"],
        "flow": row["flow"],
        "node": row["node"],
        "name": node_name(sentences, flow, row["node"], reader.locale),
        "type": row["kind"],
        "state": row["state"],
        "record": _record(record.form, record.record),
        "team": team.key if team is not None else None,
        "team_name": _offered_name(reader, row, people),
        "claimed_by": None if row["claimed_by"] is None else str(row["claimed_by"]),
        "claimed_by_name": row["claimed_by_name"],
        "created_at": iso(row["created_at"]),
        "claimed_at": None if row["claimed_at"] is None else iso(row["claimed_at"]),
        "done_at": None if row["done_at"] is None else iso(row["done_at"]),
        "due_at": None if row["due_at"] is None else iso(row["due_at"]),
        "warn_at": None if row["warn_at"] is None else iso(row["warn_at"]),
        "outcome": row["outcome"],
        "outcomes": outcome_buttons(flow, row["node"], reader.locale),
        "why": why_sentence(
            sentences, reader.definitions, flow, _tellable(record, row), row["why"], reader.locale, people
        ),
        "fields": {
            "write": [key for key in fields.write if record.view.writable_by_task(key)] if fields is not None else [],
            "required": list(fields.required) if fields is not None else [],
        },
        "allow": list(getattr(settings, "allow", ())),
    }


def _tellable(record: _Shown, row: Row) -> Form | None:
    """The form, for a reason that names the value of a field; None where the reader may not read that field whole."""
    key = (row["why"].get("data") or {}).get("field")
    return record.form if record.rights.get(str(key)) in {"read", "write"} else None


def outcome_buttons(flow: LiveFlow, node: str, locale: str) -> list[dict[str, Any]]:
    """The buttons of a node, in the builder's order."""
    outcomes: Mapping[str, Any] = getattr(flow.document.nodes.get(node), "outcomes", {}) or {}
    return [
        {"key": key, "name": localize(each.name, locale), "reason": each.reason or "none"}
        for key, each in outcomes.items()
    ]


def _offered_name(reader: Reader, row: Row, people: Mapping[str, str]) -> str | None:
    """The name of the team, role or person that the work was offered to."""
    if row["team_id"] is not None:
        team = teams_by_id(reader.definitions).get(row["team_id"])
        return localize(team.document.get("name"), reader.locale) if team is not None else None
    if row["role"] is not None:
        return part_name(reader.definitions, "role", row["role"], reader.locale)
    return people.get(str(row["person_id"]))


def _record(form: Form, record: Record) -> dict[str, Any]:
    urgency = next((key for key, each in form.fields.items() if each.type.key == "priority"), None)
    return {
        "id": str(record.id),
        "number": record.number,
        "title": title_of(form, record.values) or record.number,
        "version": record.version,
        "customer": customer_name(form, record.values),
        "urgency": record.values.get(urgency) if urgency is not None else None,
        "status": record.values.get(form.status.key) if form.status is not None else None,
    }


def customer_name(form: Form, values: Mapping[str, Any]) -> str | None:
    """The field filled from a customer's record first, else the text nearest to a phone number or an address."""
    for field in form.fields.values():
        if field.settings.fill is not None and field.settings.fill.set and field.type.key in _REACHED_BY:
            found = values.get(next(iter(field.settings.fill.set)))
            return str(found) if found else None
    found = values.get(_name_field(form) or "")
    return str(found) if found else None


def _name_field(form: Form) -> str | None:
    """Without an address the first text; what another record is looked up by names that record, not the customer."""
    fields = list(form.fields.values())
    at = next((place for place, field in enumerate(fields) if field.type.key in _REACHED_BY), 0)
    texts = [
        (abs(place - at) * 2 + (place > at), field.key)
        for place, field in enumerate(fields)
        if field.type.key == "text" and not field.settings.internal and field.settings.fill is None
    ]
    return min(texts)[1] if texts else None


def verbs(caller: Caller, row: Row, allow: Sequence[str], *, leads: bool, updates: bool) -> list[str]:
    """What the caller, who may or may not assign and update the record, may do with the task now."""
    mine = row["claimed_by"] == caller.person_id
    if row["kind"] == "cc":
        return ["read"] if row["state"] == "unread" else []
    if row["kind"] not in {"task", "confirm"}:
        return []
    if row["kind"] == "confirm":
        return ["complete"] if row["state"] == "offered" and updates else []
    if row["state"] == "offered":
        found = ["claim"] if may_claim(caller, row) else []
        return [*found, "transfer"] if leads and "transfer" in allow else found
    if row["state"] != "claimed":
        return []
    found = ["complete"] if mine else []
    if mine and "return" in allow:
        found.append("return")
    if mine or leads:
        found.append("release")
        if "transfer" in allow:
            found.append("transfer")
    if "urge" in allow and not mine:
        found.append("urge")
    return found
