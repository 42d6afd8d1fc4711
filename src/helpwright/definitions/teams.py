"""Teams of live definitions: their ids stand in the physical part, made once when the team is first published."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpwright.definitions.kind import Materialized
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement


def materialize_team(part: Part | None, app: str, key: str, _part_id: int, _document: Any) -> Materialized:
    """A row for members to belong to."""
    if part is not None and part.physical:
        return Materialized(physical=part.physical)
    team_id = new_id()
    row = {"id": team_id, "app": app, "key": key}
    return Materialized(
        (Statement("INSERT INTO teams (id, app, key) VALUES (%(id)s, %(app)s, %(key)s)", row),),
        {"id": str(team_id)},
    )


def team_ids(definitions: DefinitionSet, app: str) -> Mapping[str, UUID]:
    """Ids of an app's teams by key."""
    return {part.key: UUID(part.physical["id"]) for part in definitions.of_kind("team", app)}


def teams_by_id(definitions: DefinitionSet) -> Mapping[UUID, Part]:
    """Every team by id."""
    return {UUID(part.physical["id"]): part for part in definitions.of_kind("team")}
