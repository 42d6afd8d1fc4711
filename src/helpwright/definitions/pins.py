"""What is stored or under way and has a say in what an app becomes; asked by every publish."""

from collections.abc import Awaitable, Callable, Sequence

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.platform.database import Session

PinCheck = Callable[[Session, AppDraft, AppDraft], Awaitable[Sequence[DocumentProblem]]]
"""Asks what is there whether it can go on when an app becomes the second draft instead of the first, which is live.

Paths of its problems lead from the root of the blueprint."""


async def nothing_pinned(_session: Session, _before: AppDraft, _after: AppDraft) -> Sequence[DocumentProblem]:
    """For an app without anything under way."""
    return ()


def all_of(*checks: PinCheck) -> PinCheck:
    """The problems of each, one after the other."""

    async def check(session: Session, before: AppDraft, after: AppDraft) -> Sequence[DocumentProblem]:
        return [problem for each in checks for problem in await each(session, before, after)]

    return check
