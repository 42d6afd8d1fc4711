"""Public links as their owners make and end them, and what those see who have one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Forbidden, Gone, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.reports.deliveries.letters import Board, read_board, require_tellable
from helpwright.reports.deliveries.model import EXPORT
from helpwright.reports.kept import Shelved
from helpwright.reports.links import store
from helpwright.reports.reader import KnownRollups, Reader

_PURPOSE = "board"
MOST_DAYS = 366


@dataclass(frozen=True)
class LinkDesk:
    """What links work with. `base` is the public address, else that of the request (`asked`)."""

    engine: RecordEngine
    sentences: Sentences
    rights_of: Callable[[Caller, DefinitionSet], Rights]
    key: SecretKey
    base: Callable[[DefinitionSet, str], str]
    shelf: KnownRollups | None = None
    shelved: Shelved | None = None

    async def all(self, reader: Reader, name: str, asked: str) -> dict[str, Any]:
        """Links to a dashboard, for those who may let its numbers out; nothing for others. Raises Missing.

        The address stands at one's own alone: behind another's lies what that owner sees, which may be more.
        """
        part = _dashboard(reader, name)
        may = reader.rights.may(EXPORT, part.name, "dashboard")
        rows = await self.engine.database.all(store.of_dashboard(part.name)) if may else []
        return {"may": may, "items": [self._told(reader, row, asked) for row in rows]}

    async def make(self, reader: Reader, name: str, title: str, days: int, conditions: list[dict[str, Any]]) -> UUID:
        """A new one, which opens for so many days what the reader sees. Raises Missing, Forbidden, Invalid.

        A key makes none: it may be for less than the person whose eyes the link lends.
        """
        part = self._may(reader, name)
        if reader.caller.key is not None:
            raise Forbidden("key_not_enough")
        require_tellable(reader, part, conditions)
        board = await read_board(reader, part.name, conditions)
        if board.idle:
            raise Invalid([FieldProblem("filter", "filter_idle", {"field": each}) for each in board.idle])
        link, now = new_id(), self.engine.clock.now()
        until = now + timedelta(days=days)
        values = {
            "id": link, "dashboard": part.name, "owner": reader.caller.person_id, "name": title, "at": now,
            "until": until,
        }  # fmt: skip
        told = {"name": title, "until": iso(until)}
        made = entry(now, "board_link_made", reader.caller, f"dashboard:{part.name}", told)
        await self.engine.database.write([store.insert(values, conditions), made])
        return link

    async def revoke(self, reader: Reader, link: UUID) -> None:
        """It opens nothing any more, at once. Raises Missing, Forbidden."""
        row = await self.engine.database.one(store.one(link))
        if row is None:
            raise Missing
        part = self._may(reader, row["dashboard"])
        now = self.engine.clock.now()
        async with self.engine.database.transaction() as session:
            if await session.one(store.revoke(link, now)) is not None:
                told = {"name": row["name"]}
                await session.execute(entry(now, "board_link_revoked", reader.caller, f"dashboard:{part.name}", told))

    async def look(self, token: str, locale: str) -> tuple[Row, Board]:
        """What a link shows now: what its owner may see. Raises Missing, Gone."""
        payload = self.key.verify(_PURPOSE, token)
        row = None if payload is None or len(payload) != 16 else await self._row(payload)  # noqa: PLR2004 -- of an id
        if row is None:
            raise Missing("board_link_missing")
        now = self.engine.clock.now()
        if row["revoked_at"] is not None or row["expires_at"] <= now:
            raise Gone("board_link_over")
        look = None if self.shelved is None else await self.shelved.look()
        definitions = await self.engine.definitions.current()
        owners = await read_callers(self.engine.database, [row["owner_id"]])
        rights = self.rights_of(owners[0], definitions) if owners else None
        if rights is None or not rights.may(EXPORT, row["dashboard"], "dashboard"):
            raise Gone("board_link_over")
        kept = None
        if look is not None and self.shelved is not None:
            kept = await self.shelved.at(look, definitions, self.engine.forms(definitions))
        reader = Reader(
            self.engine, self.sentences, owners[0], definitions, rights, locale, shelf=self.shelf, kept=kept
        )
        try:
            board = await read_board(reader, row["dashboard"], row["filter"])
        except Missing as error:
            raise Gone("board_link_over") from error
        if board.idle:
            # What it was narrowed to is gone: it would show more than it was made for.
            raise Gone("board_link_over")
        await self.engine.database.write([store.looked(row["id"], now)])
        return row, board

    async def _row(self, payload: bytes) -> Row | None:
        return await self.engine.database.one(store.one(UUID(bytes=payload)))

    def _may(self, reader: Reader, name: str) -> Part:
        part = _dashboard(reader, name)
        if not reader.rights.may(EXPORT, part.name, "dashboard"):
            raise Forbidden("board_link_forbidden")
        return part

    def _told(self, reader: Reader, row: Row, asked: str) -> dict[str, Any]:
        over: datetime = row["expires_at"]
        state = "revoked" if row["revoked_at"] else "over" if over <= self.engine.clock.now() else "open"
        base, mine = self.base(reader.definitions, asked), row["owner_id"] == reader.caller.person_id
        return {
            "id": str(row["id"]),
            "name": row["name"],
            "owner": row["owner"],
            "state": state,
            "mine": mine,
            "url": f"{base}/b/{self.key.sign(_PURPOSE, row['id'].bytes)}" if mine and state == "open" else None,
            "created_at": iso(row["created_at"]),
            "expires_at": iso(over),
            "looks": row["looks"],
            "looked_at": None if row["looked_at"] is None else iso(row["looked_at"]),
        }


def _dashboard(reader: Reader, name: str) -> Part:
    part = reader.definitions.find("dashboard", name)
    if not reader.rights.may("read", part.name, "dashboard"):
        raise Missing("dashboard_missing")
    return part
