"""Which rules and flows write to which groups, and which groups there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.text import localize
from helpwright.notify import robot_store
from helpwright.platform.database import Database, Session

_KINDS: Sequence[Literal["rule", "flow"]] = ("rule", "flow")


@dataclass(frozen=True, slots=True)
class Use:
    """What names a robot: `name` is what it is called, `object` its key (`app.key`) or id."""

    robot: str
    kind: Literal["rule", "flow", "delivery"]
    object: str
    name: str
    app: str


def robots_named(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every `to: {robot: key}` of a document, with the path of the key."""
    if isinstance(document, Mapping):
        to = document.get("to")
        if isinstance(to, Mapping) and isinstance(to.get("robot"), str):
            yield (*path, "to", "robot"), to["robot"]
        for key, each in document.items():
            yield from robots_named(each, (*path, str(key)))
    elif isinstance(document, list | tuple):
        for place, each in enumerate(document):
            yield from robots_named(each, (*path, place))


def uses_of(definitions: DefinitionSet, locale: str) -> list[Use]:
    """Of what is live, one for each rule or flow and robot."""
    found: dict[tuple[str, str, str], Use] = {}
    for kind in _KINDS:
        for part in definitions.of_kind(kind):
            for _path, robot in robots_named(part.document):
                name = localize(part.document.get("name"), locale) or part.key
                found[kind, part.name, robot] = Use(robot, kind, part.name, name, part.app)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class KnownRobot:
    """A connected robot, as those who name it need it; `apps` None: all."""

    key: str
    name: str
    kind: str
    apps: frozenset[str] | None

    def may_use(self, app: str) -> bool:
        """Whether what belongs to this app may write to the group."""
        return self.apps is None or app in self.apps


async def known_robots(database: Database | Session) -> Mapping[str, KnownRobot]:
    """All connected robots by key, in the order of their names."""
    rows = await database.all(robot_store.NAMES)
    return {
        row["key"]: KnownRobot(
            row["key"], row["name"], row["kind"], None if row["apps"] is None else frozenset(row["apps"])
        )
        for row in rows
    }
