"""Warnings about robots of groups that rules name: nobody has connected them, or they are not for this app."""

from collections.abc import Iterator, Sequence

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.notify.robot_uses import known_robots, robots_named
from helpwright.platform.database import Session

_SECTIONS = {"rule": "rules", "flow": "flows"}


async def robot_notices(session: Session, draft: AppDraft) -> Sequence[DocumentProblem]:
    """Of every rule and flow of the app, one for each place."""
    named = list(_named(draft))
    if not named:
        return ()
    known = await known_robots(session)
    found = []
    for path, robot in named:
        if robot not in known:
            found.append(DocumentProblem(path, "robot_to_connect", {"robot": robot}, "warning"))
        elif not known[robot].may_use(draft.key):
            found.append(DocumentProblem(path, "robot_not_for_app", {"robot": known[robot].name}, "warning"))
    return found


def _named(draft: AppDraft) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for kind, section in _SECTIONS.items():
        for key, document in draft.of(kind).items():
            plain = document.model_dump(mode="json", by_alias=True, exclude_none=True)
            for path, robot in robots_named(plain):
                yield (section, key, *path), robot
