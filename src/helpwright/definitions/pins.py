"""What is under way and needs an app to stay as it is in some part; asked by every publish."""

from collections.abc import Awaitable, Callable, Sequence

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.platform.database import Session

PinCheck = Callable[[Session, AppDraft, AppDraft], Awaitable[Sequence[DocumentProblem]]]
"""Asks what is under way whether it can go on when an app becomes the second draft instead of the first, which is live.

Paths of its problems lead from the root of the blueprint."""


async def nothing_pinned(_session: Session, _before: AppDraft, _after: AppDraft) -> Sequence[DocumentProblem]:
    """For an app without anything under way."""
    return ()
