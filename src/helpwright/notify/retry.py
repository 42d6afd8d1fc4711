"""Send a message after all: failed, on trial, held, or skipped for want of something that is there now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from helpwright.definitions.live import Definitions
from helpwright.jobs.events import append
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, Missing
from helpwright.kernel.events import Actor
from helpwright.notify import people_store, store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.drafts import extra_of, from_document, mentions_in
from helpwright.notify.events import UNTOLD, message_event
from helpwright.notify.model import Draft
from helpwright.notify.outbox import ReadIdentity, facts, send_later, settle
from helpwright.notify.people import of_person, people_of
from helpwright.notify.store import Stored
from helpwright.notify.template import fill, find_template
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Row, Session

_RETRIED = frozenset({"failed", "trial", "skipped", "held"})


class RecordTexts(Protocol):
    """A record as templates see it: stored values and display texts by field key."""

    @property
    def values(self) -> Mapping[str, Any]:
        """JSON values."""
        ...

    @property
    def texts(self) -> Mapping[str, str | None]:
        """Texts for people."""
        ...


ReadTexts = Callable[[Session, str, UUID, str], Awaitable[RecordTexts | None]]
"""A record (form `app.key`, id) in a language; None when it is gone."""


@dataclass(frozen=True)
class Retrying:
    """What trying again needs."""

    database: Database
    definitions: Definitions
    ways: Ways
    identity: ReadIdentity
    clock: Clock
    texts: ReadTexts

    async def retry(self, message: UUID, by: UUID, may: Callable[[str | None], bool]) -> str:
        """Queue it, with the address and template as they are now; its new state.

        `may` says whether messages of a form (`app.key`, None for none) are the caller's business. Raises Missing, and
        Conflict with the code of what still stands in the way.
        """
        async with self.database.transaction() as session:
            row = await session.one(store.message(message))
            if row is None or not may(row["form"]):
                raise Missing
            if row["state"] not in _RETRIED:
                raise Conflict("message_under_way" if row["state"] != "sent" else "message_sent_already")
            if row["key"].startswith(store.ERASED):
                raise Conflict("erased")
            if row["reason"] in UNTOLD or row["reason"] == "nobody":
                raise Conflict(row["reason"])
            stored = await self._settled(session, row)
            if stored.state in {"trial", "skipped"}:
                to_groups = SENDERS[stored.draft.via].to_groups
                raise Conflict(stored.reason or ("robot_not_connected" if to_groups else "way_not_configured"))
            await self._store(session, stored, row, by)
        return stored.state

    async def _settled(self, session: Session, row: Row) -> Stored:
        draft = await self._as_of_now(session, draft_of(row))
        found = settle(replace(draft, due_at=None), await self.ways.current(session), await self.identity())
        return replace(found, id=row["id"])

    async def _as_of_now(self, session: Session, draft: Draft) -> Draft:
        if draft.person_id is not None:
            rows = await session.all(people_store.by_ids([draft.person_id]))
            address = of_person(rows[0]).addresses.get(draft.via) if rows else None
            draft = replace(draft, recipient=address)
        if draft.form is None or draft.record_id is None:
            return draft
        wants_address = draft.field is not None and draft.person_id is None
        wants_template = draft.template is not None and draft.filled is None and draft.via == "sms"
        if not wants_address and not wants_template:
            return draft
        found = await self.texts(session, draft.form, draft.record_id, "")
        if found is None:
            return draft
        if wants_address:
            app = draft.form.partition(".")[0]
            named = await people_of(session, {"field": draft.field}, app, found.values)
            # Nobody when the field names somebody who has left since.
            draft = replace(draft, recipient=named[0].addresses.get(draft.via) if named else None)
        if wants_template:
            draft = replace(draft, filled=await self._filled(str(draft.template), found.texts))
        return draft

    async def _filled(self, name: str, texts: Mapping[str, str | None]) -> Mapping[str, Any] | None:
        template = find_template(await self.definitions.current(), name)
        sms = None if template is None else template.sms
        if sms is None or sms.status != "approved":
            return None
        return {"code": sms.code, "sign": sms.sign, "params": fill(sms, texts)}

    async def _store(self, session: Session, stored: Stored, row: Row, by: UUID) -> None:
        at = self.clock.now()
        await session.all(store.again(stored, extra_again(row, stored.draft)))
        inside = SENDERS[stored.draft.via].inside
        told = message_event(facts(stored), stored.state, None, at, Actor("person", by))
        more = inside([(stored.id, stored.draft)], at) if inside is not None else [send_later([stored.id])]
        await session.pipeline([append(told), *more])


def extra_again(row: Row, draft: Draft) -> dict[str, Any]:
    """The column `extra` of a message that is tried anew: its letter lies beside it still, and goes out with it."""
    return {**extra_of(draft), **({"letter": True} if row["extra"].get("letter") else {})}


def draft_of(row: Row) -> Draft:
    """A stored message as the draft it was, but for its letter and its cause."""
    extra = row["extra"]
    return Draft(
        key=row["key"],
        via=row["via"],
        recipient=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        form=row["form"],
        record_id=row["record_id"],
        event_id=row["event_id"],
        rule=row["rule"],
        person_id=row["person_id"],
        template=row["template"],
        name=extra.get("name"),
        field=extra.get("field"),
        filled=extra.get("filled"),
        secret_link=extra.get("secret_link"),
        app=extra.get("app"),
        path=extra.get("path"),
        mentions=mentions_in(extra),
        locale=extra.get("locale"),
        fallback=from_document(extra["fallback"]) if "fallback" in extra else None,
    )
