"""Who has to wait before they may try again, and letting them in earlier; who asks more than the limits allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from helpwright.access import rate_store, store
from helpwright.access.attempts import OF_ADDRESS, OF_LOGIN, seconds_to_wait
from helpwright.access.audit import entry
from helpwright.access.gate import Gate
from helpwright.access.model import Caller
from helpwright.access.operations.attempts import of_login
from helpwright.access.operations.rates import limits_of
from helpwright.access.rates import KINDS, WINDOW_SECONDS
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Row

MOST_SHOWN = 200
Kind = Literal["login", "address", "person"]


@dataclass(frozen=True, slots=True)
class Lockout:
    """A subject that waits. `subject` names it for letting it in; `person` is whose login it is, where it is known."""

    subject: str
    kind: Kind
    failures: int
    last_at: datetime
    seconds: int
    address: str | None = None
    person: tuple[UUID, str] | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """An address, or a key, that has reached a limit in this minute or the one before."""

    kind: str
    subject: str
    asked: int
    most: int


async def lockouts(gate: Gate) -> list[Lockout]:
    """Who waits now, the longest first."""
    now = gate.clock.now()
    rows = await gate.database.all(store.failures_from(min(OF_LOGIN.free, OF_ADDRESS.free), MOST_SHOWN))
    waiting = [(row, _seconds(row, now)) for row in rows]
    waiting = [(row, seconds) for row, seconds in waiting if seconds]
    if not waiting:
        return []
    people = await gate.database.all(store.LOGINS)
    by_login = {
        of_login(str(login))[0]: (person["id"], str(person["name"]))
        for person in people
        for login in (person["email"], person["phone"], person["staff_number"])
        if login
    }
    by_id = {str(person["id"]): (person["id"], str(person["name"])) for person in people}
    found = [_lockout(row, seconds, by_login, by_id) for row, seconds in waiting]
    return sorted(found, key=lambda each: -each.seconds)


async def let_in(gate: Gate, subject: str, by: Caller) -> None:
    """Forget the failures of a subject. Raises Missing where there are none."""
    waiting = next((each for each in await lockouts(gate) if each.subject == subject), None)
    if waiting is None:
        raise Missing
    what = f"person:{waiting.person[0]}" if waiting.person is not None else f"sign_in:{waiting.kind}"
    data = {"failures": waiting.failures, **({} if waiting.address is None else {"address": waiting.address})}
    told = entry(gate.clock.now(), "unlocked", by, what, data)
    await gate.database.write([store.delete_failures(subject), told])


async def asking(gate: Gate) -> list[Asking]:
    """Who has reached a limit lately, the most eager first. Keys are known by the beginning of their hash alone."""
    limits = await limits_of(gate)
    minute = int(gate.clock.now().timestamp()) // WINDOW_SECONDS
    rows = await gate.database.all(rate_store.since(minute - 1))
    found = []
    for row in rows:
        kind, _, subject = str(row["subject"]).partition(":")
        if kind in KINDS and row["asked"] >= limits[kind]:
            found.append(Asking(kind, _shown(subject), row["asked"], limits[kind]))
    return sorted(found, key=lambda each: -each.asked)[:MOST_SHOWN]


def _shown(subject: str) -> str:
    """An address, or the beginning of a key's hash."""
    return subject if {".", ":"} & {*subject} else subject[:12]


def _seconds(row: Row, now: datetime) -> int:
    limit = OF_ADDRESS if str(row["subject"]).startswith("address:") else OF_LOGIN
    return seconds_to_wait(limit, row["failures"], row["last_at"], now)


def _lockout(
    row: Row, seconds: int, by_login: Mapping[str, tuple[UUID, str]], by_id: Mapping[str, tuple[UUID, str]]
) -> Lockout:
    subject, failures, last_at = str(row["subject"]), int(row["failures"]), row["last_at"]
    word, _, rest = subject.partition(":")
    if word == "address":
        return Lockout(subject, "address", failures, last_at, seconds, address=rest)
    if word == "person":
        return Lockout(subject, "person", failures, last_at, seconds, person=by_id.get(rest))
    return Lockout(subject, "login", failures, last_at, seconds, person=by_login.get(subject))
