"""What a builder of a flow looks at beside it: what is under way on which version, and where it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.access.members import count_members
from helpwright.flows import store
from helpwright.kernel.clock import Clock
from helpwright.platform.database import Database, to_json
from helpwright.platform.routes import Router
from helpwright.platform.statement import Runner, Statement

_LOOK_BACK = timedelta(days=30)


class OpenAnswer(BaseModel):
    """How many instances are under way on a version."""

    version: int
    open: int


class NodeAnswer(BaseModel):
    """At one node: tasks that wait now, and how many of them are late; how many were done in the last 30 days.

    `minutes` is how long those took in the middle; null when none was done.
    """

    waiting: int
    late: int
    done: int
    minutes: float | None


class MembersAnswer(BaseModel):
    """Numbers of people who can sign in, by key of their team or role; who is missing has none."""

    teams: dict[str, int]
    roles: dict[str, int]


class StandingAnswer(BaseModel):
    """Beside the flow in its designer."""

    open: list[OpenAnswer]
    nodes: dict[str, NodeAnswer]
    members: MembersAnswer


@dataclass(frozen=True)
class StandingDesk:
    """What the route needs, handed in where all concepts meet."""

    database: Database
    clock: Clock


def _at_nodes(flow: str, now: datetime) -> Statement:
    return Statement(
        """SELECT node,
            count(*) FILTER (WHERE state IN ('offered', 'claimed')) AS waiting,
            count(*) FILTER (WHERE state IN ('offered', 'claimed') AND due_at < %(now)s) AS late,
            count(*) FILTER (WHERE state = 'done') AS done,
            (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - created_at))
                FILTER (WHERE state = 'done') / 60)::float8 AS minutes
        FROM tasks WHERE flow = %(flow)s AND (state IN ('offered', 'claimed') OR done_at >= %(since)s)
        GROUP BY node""",
        {"flow": flow, "now": now, "since": now - _LOOK_BACK},
    )


async def read_standing(session: Runner, app: str, key: str, now: datetime) -> dict[str, Any]:
    """All of it; empty for a flow that never was live."""
    flow = f"{app}.{key}"
    rows: Sequence[Any] = await session.all(store.open_of_flow(flow))
    nodes = await session.all(_at_nodes(flow, now))
    members = await count_members(session, app)
    return {
        "open": [{"version": row["version"], "open": row["open"]} for row in rows],
        "nodes": {row["node"]: {name: row[name] for name in ("waiting", "late", "done", "minutes")} for row in nodes},
        "members": {"teams": members.teams, "roles": members.roles},
    }


def standing_routes(desk: StandingDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["flows"])

    @router.get("/apps/{app}/flows/{key}/standing", response_model=StandingAnswer)
    async def read_flow_standing(app: str, key: str, _caller: ForDefinitions) -> Response:
        async with desk.database.session() as session:
            found = await read_standing(session, app, key, desk.clock.now())
        return Response(to_json(found), media_type="application/json")

    return router
