"""Passwords as argon2id hashes, computed beside the event loop with bounded memory."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from helpwright.kernel.errors import Unavailable

T = TypeVar("T")

SHORTEST = 8
LONGEST = 128

# OWASP's smallest recommendation for argon2id: 19 MiB, two passes, one lane.
_MEMORY_KIB = 19_456
_PASSES = 2
_LANES = 1
_AT_ONCE = 2
_MOST_WAITING = 64

# The hash of a random secret that nobody knows, with these parameters: what an unknown login is checked against.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aikOLvdSl/3fM6VGTqqg7g$" + "KLey29g7ltkJlMcvT3N0Eos90M1kZBzrR9bv/Tgb6ck"


class Passwords:
    """Hashes and checks; at most two at once, so that a flood of sign-ins costs 38 MiB and two cores at most."""

    def __init__(self) -> None:
        self._hasher = Argon2Hasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The hash to store."""
        return await self._run(lambda: self._hasher.hash(_normal(password)))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether it matches. Without a stored hash the same work is done and the answer is no."""
        return await self._run(lambda: self._verify(_normal(password), stored))

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: bytes, stored: str | None) -> bool:
        matches = self._hasher.verify(password, stored or _NOBODY)
        return matches and stored is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("busy")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _normal(password: str) -> bytes:
    """One byte string for the same password typed on different keyboards (NFKC)."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
