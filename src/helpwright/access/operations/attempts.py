"""Count tries before they are checked, so that many at once gain nothing."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from helpwright.access import store
from helpwright.access.attempts import (
    OF_ADDRESS,
    OF_FORGETTING,
    OF_FORGETTING_ADDRESS,
    OF_LOGIN,
    Limit,
    counted,
    seconds_to_wait,
)
from helpwright.access.client_address import counted_as
from helpwright.access.gate import Gate
from helpwright.kernel.errors import TooMany

Subject = tuple[str, Limit]


def of_login(login: str) -> Subject:
    """Tries for one login. Hashed: people sometimes type their password into the wrong box."""
    return "login:" + sha256(login.casefold().encode(errors="surrogatepass")).hexdigest(), OF_LOGIN


def of_address(address: str) -> Subject:
    """Tries from one address."""
    return f"address:{counted_as(address)}", OF_ADDRESS


def of_person(person_id: UUID) -> Subject:
    """Tries to prove within a session that one is the person."""
    return f"person:{person_id}", OF_LOGIN


def forgetting_of_login(login: str) -> Subject:
    """Links asked for one login, whether anybody has it or not."""
    return "forgotten:" + sha256(login.casefold().encode(errors="surrogatepass")).hexdigest(), OF_FORGETTING


def forgetting_of_address(address: str) -> Subject:
    """Links asked for from one address."""
    return f"forgotten-address:{counted_as(address)}", OF_FORGETTING_ADDRESS


async def count_try(gate: Gate, subjects: Sequence[Subject]) -> None:
    """One more try of each subject, always in the same order of kinds. Raises TooMany with the seconds to wait."""
    now = gate.clock.now()
    async with gate.database.transaction() as session:
        for subject, limit in subjects:
            row = await session.one(store.lock_failures(subject, now))
            failures, last_at = (row["failures"], row["last_at"]) if row else (0, now)
            wait = seconds_to_wait(limit, failures, last_at, now)
            if wait:
                raise TooMany("too_many_attempts", retry_after=wait)
            await session.execute(store.save_failures(subject, counted(limit, failures, last_at, now), now))
