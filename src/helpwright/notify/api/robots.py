"""HTTP of group robots: administrators connect them, builders choose among them. Secrets go in and never come out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from helpwright.access.audit import entry
from helpwright.access.gate import ForDefinitions, ForSettings
from helpwright.access.model import Caller
from helpwright.definitions.live import Definitions
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.kernel.text import localize
from helpwright.notify import robot_store
from helpwright.notify.model import Crowded, Envelope, Postponed, Refused
from helpwright.notify.outbox import ReadIdentity
from helpwright.notify.robot_settings import (
    KINDS,
    ROBOTS,
    Key,
    Robot,
    RobotSettings,
    problems_of,
    read_robot,
    with_kept,
)
from helpwright.notify.robot_turns import take_turn
from helpwright.notify.robot_uses import Use, known_robots, uses_of
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Row, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router, take_in
from helpwright.platform.sentences import Sentences

Locale = Annotated[str, Depends(read_locale)]
Anyway = Annotated[bool, Query(description="though something still writes to it")]
MoreUses = Callable[[], Awaitable[Sequence[Use]]]
"""What names robots beside rules and flows."""
_ROBOT = "robot"


class UseAnswer(BaseModel):
    """A rule, flow or delivery that writes to the group; `key` is `app.key`, or an id."""

    kind: Literal["rule", "flow", "delivery"]
    key: str
    name: str
    app: str


class RobotAnswer(BaseModel):
    """A robot; `secrets` says which are set, `problem` is a sentence when its settings cannot be used."""

    key: str
    name: str
    kind: str
    kind_name: str
    host: str
    keyword: str
    language: str
    apps: list[str] | None
    other_host: bool
    plain_http: bool
    secrets: dict[str, bool]
    changed_at: str
    problem: str | None
    used_by: list[UseAnswer]


class RobotKindAnswer(BaseModel):
    """A provider: where its webhooks lie, how one looks, and whether its robots may ask for signature and keyword."""

    key: str
    name: str
    help: str
    hosts: list[str]
    example: str
    signs: bool
    keywords: bool


class WantedRobot(BaseModel):
    """A robot that rules name and nobody has connected yet."""

    key: str
    used_by: list[UseAnswer]


class AppOfRobots(BaseModel):
    """An app that may be allowed to use robots."""

    key: str
    name: str


class RobotsAnswer(BaseModel):
    """All robots, those that are missing, and what there is to choose from."""

    items: list[RobotAnswer]
    wanted: list[WantedRobot]
    kinds: list[RobotKindAnswer]
    apps: list[AppOfRobots]


class NewRobot(RobotSettings):
    """A robot under the key by which rules name it."""

    key: Key


class RobotChoice(BaseModel):
    """A group that an app's rules may write to."""

    key: str
    name: str
    kind: str
    kind_name: str


class RobotChoices(BaseModel):
    """Groups that an app's rules may write to."""

    items: list[RobotChoice]


class RobotTrialAnswer(BaseModel):
    """How the trial ended; `answer` are the provider's words."""

    state: Literal["sent", "refused", "postponed"]
    answer: str | None


@dataclass(frozen=True)
class RobotDesk:
    """What the routes need."""

    database: Database
    definitions: Definitions
    ways: Ways
    identity: ReadIdentity
    sentences: Sentences
    clock: Clock
    more_uses: MoreUses

    async def used(self, locale: str) -> Mapping[str, list[dict[str, str]]]:
        """What names each robot, connected or not."""
        found: dict[str, list[dict[str, str]]] = {}
        for use in (*uses_of(await self.definitions.current(), locale), *await self.more_uses()):
            told = {"kind": use.kind, "key": use.object, "name": use.name, "app": use.app}
            found.setdefault(use.robot, []).append(told)
        return found

    def kind_name(self, kind: str, locale: str) -> str:
        """What people call a provider."""
        return self.sentences(locale, f"kind_robot_{kind}") if self._has_words(kind) else kind

    def _has_words(self, kind: str) -> bool:
        return self.sentences.knows(f"kind_robot_{kind}")

    async def all(self, locale: str) -> dict[str, Any]:
        """Everything of the screen."""
        used, definitions = await self.used(locale), await self.definitions.current()
        rows = await self.database.all(robot_store.ALL)
        known = {row["key"] for row in rows}
        return {
            "items": [self._told(row, used.get(row["key"], []), locale) for row in rows],
            "wanted": [{"key": key, "used_by": uses} for key, uses in sorted(used.items()) if key not in known],
            "kinds": [
                {
                    "key": key,
                    "name": self.kind_name(key, locale),
                    "help": self.sentences(locale, f"kind_robot_{key}_help") if self._has_words(key) else "",
                    "hosts": list(ROBOTS[key].hosts),
                    "example": ROBOTS[key].example,
                    "signs": ROBOTS[key].signs,
                    "keywords": ROBOTS[key].keywords,
                }
                for key in KINDS
            ],
            "apps": [{"key": key, "name": localize(app.name, locale) or key} for key, app in definitions.apps.items()],
        }

    async def one(self, key: str, locale: str) -> dict[str, Any]:
        """One robot. Raises Missing."""
        for row in await self.database.all(robot_store.ALL):
            if row["key"] == key:
                return self._told(row, (await self.used(locale)).get(key, []), locale)
        raise Missing("robot_missing")

    def _told(self, row: Row, used_by: Sequence[Mapping[str, str]], locale: str) -> dict[str, Any]:
        robot = read_robot(row, self.ways.key)
        settings, shown = robot.settings, row["settings"]
        return {
            "key": robot.key,
            "name": robot.name,
            "kind": robot.kind,
            "kind_name": self.kind_name(robot.kind, locale),
            "host": shown["host"],
            "keyword": shown["keyword"],
            "language": shown["language"],
            "apps": row["apps"],
            "other_host": shown["other_host"],
            "plain_http": shown["plain_http"],
            "secrets": {
                "webhook": settings is not None,
                "secret": settings is not None and bool(settings.secret.get_secret_value()),
            },
            "changed_at": iso(row["changed_at"]),
            "problem": None if settings is not None else self.sentences(locale, "robot_unreadable"),
            "used_by": list(used_by),
        }

    async def connect(self, wanted: NewRobot, caller: Caller) -> None:
        """A new one. Raises Invalid, Conflict."""
        settings = RobotSettings.model_validate(wanted.model_dump(exclude={"key"}, exclude_unset=True))
        self._require(problems_of(settings, await self._apps()))
        async with self.database.transaction() as session:
            if not await session.all(robot_store.insert(wanted.key, self._row(settings), *self._by(caller))):
                raise Conflict("robot_exists", robot=wanted.key)
            await session.execute(self._entry("robot_connected", caller, wanted.key, settings))

    async def change(self, key: str, wanted: RobotSettings, caller: Caller) -> None:
        """Change it; a secret left out is kept for the same host. Raises Missing, Invalid."""
        known = await self._apps()
        async with self.database.transaction() as session:
            row = await session.one(robot_store.one(key))
            if row is None:
                raise Missing("robot_missing")
            before = read_robot(row, self.ways.key).settings
            settings, anew = with_kept(before, wanted)
            self._require(anew or problems_of(settings, [*known, *(row["apps"] or ())]))
            await session.pipeline([
                robot_store.update(key, self._row(settings), *self._by(caller)),
                self._entry("robot_changed", caller, key, settings),
            ])  # fmt: skip

    async def remove(self, key: str, caller: Caller, *, anyway: bool, locale: str) -> None:
        """Disconnect it; `anyway` though something writes to it. Raises Missing, Conflict `robot_in_use`."""
        used = (await self.used(locale)).get(key, [])
        async with self.database.transaction() as session:
            row = await session.one(robot_store.one(key))
            if row is None:
                raise Missing("robot_missing")
            if used and not anyway:
                names = self.sentences(locale, "list_separator").join(each["name"] for each in used)
                raise Conflict("robot_in_use", names=names)
            removed = entry(self.clock.now(), "robot_removed", caller, f"robot:{key}", {"name": row["name"]})
            await session.pipeline([robot_store.delete(key), removed])

    async def attempt(self, key: str, locale: str) -> dict[str, Any]:
        """Write into the group that this is a trial; the provider's answer. Raises Missing, Conflict."""
        robot = next((each for each in await self.ways.robots() if each.key == key), None)
        if robot is None:
            raise Missing("robot_missing")
        delivery = (await self.ways.current()).get(_ROBOT)
        if robot.settings is None or delivery is None:
            raise Conflict("robot_unreadable")
        pace = ROBOTS[robot.kind].pace
        async with self.database.transaction() as session:
            until, _tight = await take_turn(session, key, pace, self.clock.now())
        if until is not None:
            seconds = max(1, round((until - self.clock.now()).total_seconds()))
            return {"state": "postponed", "answer": self.sentences(locale, "robot_waits", {"seconds": seconds})}
        identity = await self.identity()
        try:
            answer = await delivery.deliver(self._trial(robot, identity.company, identity.public_url), identity)
        except Crowded as error:
            await self.database.write([robot_store.close(key, self.clock.now() + error.pause)])
            return {"state": "postponed", "answer": str(error)}
        except (Refused, Postponed) as error:
            said = self.sentences(locale, str(error)) if self.sentences.knows(str(error)) else str(error)
            return {"state": "refused" if isinstance(error, Refused) else "postponed", "answer": said}
        return {"state": "sent", "answer": answer}

    def _trial(self, robot: Robot, company: str, link: str | None) -> Envelope:
        language = "zh-CN" if robot.settings is None else robot.settings.language
        told = {"company": company or "Helpwright"}
        title, text = (self.sentences(language, code, told) for code in ("trial_subject", "trial_text"))
        trial = uuid4()
        return Envelope(trial, f"trial:{trial}", robot.key, title, text, "", link=link)

    async def _apps(self) -> Sequence[str]:
        return list((await self.definitions.current()).apps)

    def _require(self, problems: Sequence[FieldProblem]) -> None:
        if problems:
            raise Invalid(problems)

    def _row(self, settings: RobotSettings) -> dict[str, Any]:
        return {
            "name": settings.name,
            "kind": settings.kind,
            "settings": settings.shown(),
            "secrets": settings.sealed(self.ways.key),
            "apps": settings.apps,
        }

    def _by(self, caller: Caller) -> tuple[Any, UUID]:
        return self.clock.now(), caller.person_id

    def _entry(self, act: Any, caller: Caller, key: str, settings: RobotSettings) -> Any:
        told = {"name": settings.name, "kind": settings.kind, "host": settings.shown()["host"], "apps": settings.apps}
        return entry(self.clock.now(), act, caller, f"robot:{key}", told)


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def robot_routes(desk: RobotDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["ways"])

    @router.get("/robots", response_model=RobotsAnswer)
    async def list_robots(caller: ForSettings, locale: Locale) -> Response:
        """List robots of groups."""
        del caller
        return _body(await desk.all(locale))

    @router.post("/robots", response_model=RobotAnswer, status_code=201)
    async def connect_robot(wanted: NewRobot, caller: ForSettings, locale: Locale) -> Response:
        """Connect a group's robot."""
        await desk.connect(wanted, caller)
        return _body(await desk.one(wanted.key, locale), 201)

    @router.put("/robots/{key}", response_model=RobotAnswer)
    async def change_robot(key: str, wanted: RobotSettings, caller: ForSettings, locale: Locale) -> Response:
        """Change a robot; a secret left out is kept."""
        await desk.change(key, wanted, caller)
        return _body(await desk.one(key, locale))

    @router.delete("/robots/{key}", status_code=204)
    async def remove_robot(
        key: str,
        caller: ForSettings,
        locale: Locale,
        anyway: Anyway = False,  # noqa: FBT002 -- a query parameter
    ) -> Response:
        """Disconnect a robot; refused while something writes to it, unless `anyway`."""
        await desk.remove(key, caller, anyway=anyway, locale=locale)
        return Response(status_code=204)

    @router.post("/robots/{key}/test", response_model=RobotTrialAnswer)
    async def try_robot(key: str, caller: ForSettings, locale: Locale) -> Response:
        """Write a trial message into the group."""
        del caller
        return _body(await desk.attempt(key, locale))

    take_in(router, _choosing(desk))
    return router


def _choosing(desk: RobotDesk) -> APIRouter:
    router = Router(tags=["studio"])

    @router.get("/apps/{app}/robots", response_model=RobotChoices)
    async def choose_robots(app: str, caller: ForDefinitions, locale: Locale) -> Response:
        """List the groups that an app's rules may write to."""
        del caller
        return _body({
            "items": [
                {
                    "key": robot.key,
                    "name": robot.name,
                    "kind": robot.kind,
                    "kind_name": desk.kind_name(robot.kind, locale),
                }
                for robot in (await known_robots(desk.database)).values()
                if robot.kind in ROBOTS and robot.may_use(app)
            ]
        })  # fmt: skip

    return router
