"""What a builder should know and may publish all the same; asked whenever problems are."""

from collections.abc import Awaitable, Callable, Sequence

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.platform.database import Session

NoticeCheck = Callable[[Session, AppDraft], Awaitable[Sequence[DocumentProblem]]]
"""Warnings about an app as its drafts would make it. Paths lead from the root of the blueprint."""


def all_notices(*checks: NoticeCheck) -> NoticeCheck:
    """One after the other."""

    async def check(session: Session, draft: AppDraft) -> Sequence[DocumentProblem]:
        return [problem for each in checks for problem in await each(session, draft)]

    return check


async def no_notices(_session: Session, _draft: AppDraft) -> Sequence[DocumentProblem]:
    """Where nobody looks."""
    return ()
