"""Warnings about flows: what a flow asks of people and teams meets who there is."""

from collections.abc import Sequence

from helpwright.access.members import count_members
from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.flows.vacancies import vacancies
from helpwright.platform.database import Session


async def flow_notices(session: Session, draft: AppDraft) -> Sequence[DocumentProblem]:
    """Of every flow of the app, whether it has a draft or not."""
    flows = draft.of("flow")
    if not flows:
        return ()
    members = await count_members(session, draft.key)
    counted = {"team": members.teams, "role": members.roles}
    return [
        DocumentProblem(("flows", key, *each.path), each.code, each.data, each.severity)
        for key, flow in flows.items()
        for each in vacancies(draft, flow, counted)
    ]
