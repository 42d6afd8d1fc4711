"""Read, write, share and count views under the rights of whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError

from helpwright.forms.list_view import BESIDE_FIELDS
from helpwright.jobs.events import append
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.kernel.text import localize
from helpwright.platform.database import Row, Statement
from helpwright.query.sensitive import kept_values
from helpwright.records.engine import RecordEngine
from helpwright.records.listing import COUNT_EXACTLY_UP_TO, count_of, known_columns, order_of
from helpwright.records.read import View, require_form
from helpwright.records.views import store
from helpwright.records.views.document import ViewChange, ViewDocument, fields_of, sort_text

MOST_VIEWS = 100
DATASET = "views"
SHARING = "assign"
"""Whoever may hand out the records of a form may also share a view of them."""


@dataclass(frozen=True)
class SavedViews:
    """The views of one form as one caller has them."""

    engine: RecordEngine
    view: View

    async def all(self) -> list[dict[str, Any]]:
        """Every view the caller sees, and whether and with whom they may share."""
        await require_form(self.engine, self.view)
        found = store.views_of(self.view.form.name, self.view.caller.person_id, self._roles)
        rows = await self.engine.database.all(found)
        return [self._json(row) for row in rows if self._usable(row) or self._mine(row)]

    async def counts(self) -> dict[str, Any]:
        """How many records each usable view finds, in one round trip whatever their number."""
        await require_form(self.engine, self.view)
        found = store.views_of(self.view.form.name, self.view.caller.person_id, self._roles)
        rows = [row for row in await self.engine.database.all(found) if self._usable(row)]
        statements = [count_of(self.engine, self.view, row["query"].get("filter")) for row in rows]
        counted = await self.engine.database.read(statements) if statements else []
        totals = [answer[0]["n"] for answer in counted]
        return {
            str(row["id"]): {"value": min(total, COUNT_EXACTLY_UP_TO), "exact": total <= COUNT_EXACTLY_UP_TO}
            for row, total in zip(rows, totals, strict=True)
        }

    async def create(self, document: ViewDocument, key: str | None = None) -> dict[str, Any]:
        """A new view; sent again under its key it is the same one, as it was sent last.

        Raises Invalid, Forbidden (sharing), Conflict `views_too_many`.
        """
        await require_form(self.engine, self.view)
        form, person = self.view.form.name, self.view.caller.person_id
        view_id = new_id() if key is None else uuid5(person, f"{form}/{key}")
        if key is not None and await self.engine.database.one(store.view_of(form, view_id, person, ())) is not None:
            return await self._rewrite(view_id, document, None)
        self._check(document, ())
        row = await self.engine.database.one(store.count_own(form, person))
        if row is not None and row["n"] >= MOST_VIEWS:
            raise Conflict("views_too_many", most=MOST_VIEWS)
        stored = store.insert_view(view_id, form, person, _stored(document), self.engine.clock.now())
        await self.engine.database.write([stored, self._told(view_id)])
        return self._json(await self._one(view_id))

    async def change(self, view_id: UUID, document: ViewChange) -> dict[str, Any]:
        """Write it anew. Raises Missing, Forbidden (somebody else's, sharing), Invalid, Conflict `view_changed`."""
        return await self._rewrite(view_id, document, document.began)

    async def _rewrite(self, view_id: UUID, document: ViewDocument, began: datetime | None) -> dict[str, Any]:
        row = await self._own(view_id)
        self._check(document, row["roles"])
        update = store.update_view(view_id, _stored(document), self.engine.clock.now(), began)
        changed, _ = await self.engine.database.write([update, self._told(view_id)])
        found = await self._one(view_id)
        # Sent again because its answer was lost, it has become what it was to become.
        if not changed and any(found[part] != value for part, value in _stored(document).items()):
            raise Conflict("view_changed", name=found["name"])
        return self._json(found)

    async def remove(self, view_id: UUID) -> None:
        """Raises Missing, Forbidden."""
        await self._own(view_id)
        await self.engine.database.write([store.delete_view(view_id), self._told(view_id)])

    def _told(self, view_id: UUID) -> Statement:
        """For open screens, of its owner and of those it is shared with."""
        actor, at = Actor("person", self.view.caller.person_id), self.engine.clock.now()
        return append(Event("view_changed", DATASET, view_id, actor, at, {}))

    async def pin(self, view_id: UUID, *, pinned: bool) -> None:
        """Keep a view at hand, or no longer. Raises Missing."""
        await self._one(view_id)
        person = self.view.caller.person_id
        at = self.engine.clock.now()
        await self.engine.database.write([store.pin(view_id, person, at) if pinned else store.unpin(view_id, person)])

    def sharing(self, locale: str) -> dict[str, Any]:
        """Whether the caller may share, and the roles of the app that see the form."""
        if not self._may_share:
            return {"may": False, "roles": []}
        app, form = self.view.form.app, self.view.form
        roles = [
            {"key": part.key, "name": localize(part.document.get("name"), locale)}
            for part in self.view.definitions.of_kind("role", app)
            if any(each.get("form") in {form.key, form.name} for each in part.document.get("grants") or ())
        ]
        return {"may": True, "roles": roles}

    def at_hand(self, row: Row) -> bool:
        """Whether a view that the caller once pinned is still theirs or shared with them, and usable."""
        return (self._mine(row) or not set(self._roles).isdisjoint(row["roles"])) and self._usable(row)

    @property
    def _may_share(self) -> bool:
        return self.view.rights.may(SHARING, self.view.form.name)

    @property
    def _roles(self) -> list[str]:
        start = f"{self.view.form.app}."
        return sorted(role.removeprefix(start) for role in self.view.caller.roles if role.startswith(start))

    async def _one(self, view_id: UUID) -> Row:
        form, caller = self.view.form.name, self.view.caller
        row = await self.engine.database.one(store.view_of(form, view_id, caller.person_id, self._roles))
        if row is None or not (self._mine(row) or self._usable(row)):
            raise Missing("view_missing")
        return row

    async def _own(self, view_id: UUID) -> Row:
        row = await self._one(view_id)
        if not self._mine(row):
            raise Forbidden("view_of_somebody_else", name=row["owner_name"])
        return row

    def _mine(self, row: Row) -> bool:
        return bool(row["owner_id"] == self.view.caller.person_id)

    def _check(self, document: ViewDocument, shared_before: Sequence[str]) -> None:
        """What is saved works for its owner. Who lost the right to share may still take a sharing back."""
        self._require_works(document)
        kept = kept_values(document.query.filter, known_columns(self.view), "query.filter")
        if kept:
            raise Invalid(kept)
        if set(document.roles) - set(shared_before) and not self._may_share:
            raise Forbidden("view_sharing_forbidden")
        known = {part.key for part in self.view.definitions.of_kind("role", self.view.form.app)}
        wrong = [role for role in document.roles if role not in known]
        if wrong:
            raise Invalid([FieldProblem("roles", "role_unknown", {"role": wrong[0]})])

    def _require_works(self, document: ViewDocument) -> None:
        columns = known_columns(self.view)
        if document.query.source not in {self.view.form.name, self.view.form.key}:
            raise Invalid([FieldProblem("query.from", "view_lists_records")])
        count_of(self.engine, self.view, document.query.filter)
        shown = {*columns, *self.view.readable(), *BESIDE_FIELDS}
        wrong = [key for key in fields_of(document) if key not in shown]
        if wrong:
            raise Invalid([FieldProblem("query", "field_unknown", {"field": key}) for key in dict.fromkeys(wrong)])
        order_of(self.engine, self.view, sort_text(document.query), columns)

    def _usable(self, row: Row) -> bool:
        """Whether everything the view asks for may be asked by this reader, so that it tells them nothing new."""
        try:
            self._require_works(
                ViewDocument.model_validate({key: row[key] for key in ("name", "query", "look", "roles")})
            )
        except (Invalid, ValidationError):
            return False
        return True

    def _json(self, row: Row) -> dict[str, Any]:
        mine = self._mine(row)
        return {
            "id": str(row["id"]),
            "name": row["name"],
            "query": row["query"],
            "look": row["look"],
            "roles": row["roles"],
            "mine": mine,
            "owner": row["owner_name"],
            "pinned": row["pinned"],
            "usable": self._usable(row),
            "changed_at": iso(row["updated_at"]),
        }


def _stored(document: ViewDocument) -> dict[str, Any]:
    stored: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"began"})
    return stored
