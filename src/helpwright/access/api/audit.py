"""The audit, for auditors. Reading it is an entry itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from helpwright.access import audit_store as store
from helpwright.access.audit import Act, entry
from helpwright.access.gate import ForAudit, TheGate
from helpwright.access.operations.audit import verify
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.platform.database import Row
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences

_LONGEST_CURSOR = 18


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form and its fields are called in the reader's language, the fields by key."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)


WordsOfForms = Callable[[str], Awaitable[Mapping[str, FormWords]]]
"""The forms by `app.key`, in a language."""


async def _no_forms(_locale: str) -> Mapping[str, FormWords]:
    return {}


class AuditEntry(BaseModel):
    """One act. `what` names its object, `result` is `ok` or the code of the refusal, `seq` its place in the chain.

    `label` is the act in the reader's language, `form` the name of the form where `what` is a record, `fields` are the
    labels of the fields in question; of sensitive values `data` holds digests.
    """

    id: str
    seq: int | None
    at: datetime
    act: Act
    label: str
    person_id: UUID | None
    person_name: str | None
    key_id: UUID | None
    key_name: str | None
    address: str | None
    what: str | None
    result: str
    data: dict[str, Any]
    form: str | None = None
    fields: list[str] = []


class AuditPage(BaseModel):
    """Newest first."""

    items: list[AuditEntry]
    next: str | None


class AuditState(BaseModel):
    """Whether the audit is as it was sealed: `sealed` entries hold together, `waiting` are not sealed yet.

    `problem` says what is wrong, at entry `seq`; null: nothing. Null in all: nobody knows where the anchor lies.
    """

    sealed: int
    waiting: int
    problem: str | None
    seq: int | None


def routes(sentences: Sentences, data_dir: Path | None = None, words_of_forms: WordsOfForms = _no_forms) -> APIRouter:
    """`GET /audit` and `GET /audit/state` below `/api/v1`. `data_dir` is where the anchor lies."""
    router = Router(tags=["audit"])

    @router.get("/audit")
    async def list_audit(  # noqa: PLR0913, PLR0917 -- query parameters
        request: Request,
        caller: ForAudit,
        gate: TheGate,
        act: Act | None = None,
        person: UUID | None = None,
        what: Annotated[str | None, Query(max_length=300, description="beginning of the object's name")] = None,
        result: Annotated[str | None, Query(max_length=80)] = None,
        refused: Annotated[bool | None, Query(description="true: only what did not succeed")] = None,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> AuditPage:
        """List what was done, newest first."""
        _require_zone(since=since, until=until)
        wanted = {
            "act": act,
            "person": person,
            "object": what,
            "result": result,
            "refused": refused,
            "since": since,
            "until": until,
        }
        rows = await gate.database.all(store.page(wanted, _read_cursor(cursor), limit + 1))
        if cursor is None:
            asked = {key: str(value) for key, value in wanted.items() if value is not None}
            await gate.database.write([entry(gate.clock.now(), "audit_read", caller, "audit", asked)])
        more, rows = len(rows) > limit, rows[:limit]
        locale = locale_of(request)
        forms = await words_of_forms(locale)
        items = [_entry(row, sentences(locale, f"act_{row['act']}"), forms) for row in rows]
        return AuditPage(items=items, next=str(rows[-1]["id"]) if more else None)

    @router.get("/audit/state")
    async def audit_state(request: Request, _caller: ForAudit, gate: TheGate) -> AuditState:
        """Check the whole chain against its anchor."""
        try:
            check, waiting = await verify(gate.database, data_dir or Path())
        except ValueError:
            problem = sentences(locale_of(request), "audit_anchor_unreadable")
            return AuditState(sealed=0, waiting=0, problem=problem, seq=None)
        if check.problem is None:
            return AuditState(sealed=check.last.seq, waiting=waiting, problem=None, seq=None)
        problem = sentences(locale_of(request), check.problem, {"seq": check.seq})
        return AuditState(sealed=check.last.seq, waiting=waiting, problem=problem, seq=check.seq)

    return router


def _entry(row: Row, label: str, forms: Mapping[str, FormWords]) -> AuditEntry:
    words = forms.get((row["object"] or "").partition(":")[0])
    keys = row["data"].get("fields")
    fields = [str(key) for key in keys] if isinstance(keys, list) else []
    return AuditEntry(
        id=str(row["id"]),
        seq=row["seq"],
        at=row["at"],
        act=row["act"],
        label=label,
        person_id=row["person_id"],
        person_name=row["person_name"],
        key_id=row["key_id"],
        key_name=row["key_name"],
        address=row["address"],
        what=row["object"],
        result=row["result"],
        data=row["data"],
        form=None if words is None else words.name,
        fields=fields if words is None else [words.fields.get(key, key) for key in fields],
    )


def _read_cursor(cursor: str | None) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= _LONGEST_CURSOR):
        raise Invalid([FieldProblem("cursor", "cursor_malformed")])
    return int(cursor)


def _require_zone(**instants: datetime | None) -> None:
    wrong = [name for name, instant in instants.items() if instant is not None and instant.tzinfo is None]
    if wrong:
        raise Invalid([FieldProblem(name, "instant_without_zone") for name in wrong])
