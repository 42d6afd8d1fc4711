"""Make a world of samples: people behave as planned, and the real engine does the rest, on a virtual clock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from helpwright.access.operations.people import create_person
from helpwright.cases.clocks import answered
from helpwright.cases.rating import TAGS, checked
from helpwright.cases.surveys import rate
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.automation import Automation
from helpwright.entry.sample.plan import DAYS, Customer, Ticket, cast, customers, pick, story_for, tickets
from helpwright.entry.sample.product import SOURCE, SampleProduct
from helpwright.entry.sample.turns import Turns
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.history import first_response_given
from helpwright.flows.perform import Command, perform
from helpwright.forms.form import Form
from helpwright.forms.validate import new_values
from helpwright.jobs.months import make_months
from helpwright.kernel.calendar import CalendarRefusal, WorkingCalendar
from helpwright.kernel.errors import Refusal
from helpwright.kernel.events import CUSTOMER, Actor
from helpwright.platform.database import Row, Statement
from helpwright.portal.submit import submit
from helpwright.records.comments import write_comment
from helpwright.records.operations.create import Once, Source, create

Told = Callable[[int, int], Awaitable[None]]
"""Hears how many of how many tickets have been made."""

# Shares of tickets: whose first outcome is taken, whose customers write a word beside their score.
_FIRST_OUTCOME: Final = 0.7
_SAY_MORE: Final = 0.6
_MIDDLING: Final = 3
_SPACE: Final = UUID("6d1b2c1e-5d0c-4f6e-9f0e-2f3f6f1f7a10")
_ANALYZED_AT: Final = frozenset({15, 60, 150})
_LEFT_EMPTY: Final = frozenset({"files", "member", "status", "email"})
_TASKS = """SELECT id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state, team_id, role,
    person_id, claimed_by FROM tasks WHERE record_id = %(id)s AND state IN ('offered', 'claimed') ORDER BY created_at"""
_ASKED = """SELECT id, record_id, form, survey, scale, sent_at, expires_at FROM survey_requests
WHERE record_id = %(id)s AND sent_at IS NOT NULL"""
_MEMBERS = """SELECT p.id, p.name,
    ARRAY(SELECT m.team_id FROM team_members m WHERE m.person_id = p.id) AS teams,
    ARRAY(SELECT m.app || '.' || m.role FROM role_members m WHERE m.person_id = p.id) AS roles
FROM people p ORDER BY p.created_at, p.name"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be made: how many tickets over how many days, from which seed, of which trade."""

    count: int
    days: int = DAYS
    seed: int = 0
    trade: str = "general"


@dataclass
class _Life:
    """One ticket under way."""

    ticket: Ticket
    form: Form
    record_id: UUID
    rejections: int
    answered: bool = False
    rated: bool = False
    asked: set[tuple[UUID, str]] = field(default_factory=set)


Act = Callable[[], Awaitable[None]]


class Maker:
    """Makes the samples of one app in a world that nobody else uses yet."""

    def __init__(self, product: SampleProduct, app: str, wish: Wish, end: datetime) -> None:
        self._product = product
        self._turns = Turns(product, Automation(product))
        self._due: datetime | None = None
        self._app = app
        self._wish = wish
        self._end = end
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._people: Sequence[Row] = ()
        self._calendar: WorkingCalendar | None = None

    async def make(self, told: Told) -> int:
        """Everything, up to `end`; how many tickets there are. The clock goes on from there."""
        product, end = self._product, self._end
        definitions = await product.definitions.refresh()
        start = end - timedelta(days=self._wish.days + 1)
        product.clock.standing = start
        for month in {(start + timedelta(days=day)).replace(day=1) for day in range(self._wish.days + 2)}:
            await make_months(product.database, month)
        self._calendar = _calendar(product.calendars(definitions), self._app)
        await people_for(product, definitions, self._app)
        self._people = await product.database.all(Statement(_MEMBERS))
        await self._turns.begin()
        forms = [form for form in product.records.forms(definitions) if form.app == self._app]
        await self._others(definitions, [form for form in forms if form.status is None])
        self._due = await self._turns.settle()
        made = await self._tickets(definitions, [form for form in forms if form.status is not None], told)
        await self._turns.until(end, self._due)
        await self._turns.settle()
        product.clock.standing = None
        return made

    async def _tickets(self, definitions: DefinitionSet, forms: Sequence[Form], told: Told) -> int:
        zone: ZoneInfo = definitions.zone
        planned = tickets(self._end, zone, self._wish.count, self._wish.days, self._wish.seed) if forms else []
        for ticket in planned:
            form = forms[ticket.number % len(forms)]
            self._at(ticket.at, self._beginning(definitions, form, ticket))
        done = 0
        while self._agenda:
            at, _, act = heappop(self._agenda)
            if at >= self._end:
                break
            await self._turns.until(at, self._due)
            await act()
            self._due = await self._turns.settle()
            if act.__name__ == "begin":
                done += 1
                if done in _ANALYZED_AT:
                    # Nobody else tells the planner how full the tables are meanwhile.
                    await self._product.database.all(Statement("ANALYZE"))
                await told(done, len(planned))
        return done

    def _at(self, at: datetime, act: Act) -> None:
        heappush(self._agenda, (at, next(self._order), act))

    def _working(self, at: datetime, minutes: float) -> datetime:
        """So many minutes of working time later."""
        try:
            return at + timedelta(minutes=minutes) if self._calendar is None else self._calendar.add(at, minutes * 60)
        except CalendarRefusal:
            return at + timedelta(minutes=minutes)

    async def _others(self, definitions: DefinitionSet, forms: Sequence[Form]) -> None:
        """Records beside the tickets: the customers, and as many of every other form."""
        everybody = customers()
        for form in forms:
            for number, customer in enumerate(everybody, start=1):
                inputs = _inputs(form, number, customer, {})
                key = uuid5(_SPACE, f"{form.name}:{number}")
                values = new_values(form, inputs, list(form.fields), self._product.clock.now(), definitions.zone)
                await create(
                    self._product.records, definitions, form, values, self._staff(0.5), Source(SOURCE), Once(key)
                )

    def _staff(self, luck: float) -> Actor:
        person = pick(self._people, luck, "staff") if self._people else None
        return CUSTOMER if person is None else Actor("person", person["id"])

    def _beginning(self, definitions: DefinitionSet, form: Form, ticket: Ticket) -> Act:
        async def begin() -> None:
            inputs = _inputs(form, ticket.number, ticket.customer, _chosen(form, ticket, self._wish.trade))
            key = uuid5(_SPACE, f"{form.name}:{ticket.number}")
            records, public = self._product.records, form.document.public
            if public is not None and ticket.channel != "staff":
                given = {each.key: inputs[each.key] for each in form.public_fields if each.key in inputs}
                receipt = await submit(records, public.slug, key, given, "zh-CN", ticket.channel)
                record_id = receipt.created.id
            else:
                open_fields = [each for each in form.fields if each != _status(form)]
                values = new_values(form, inputs, open_fields, self._product.clock.now(), definitions.zone)
                actor = self._staff(ticket.luck)
                created = await create(
                    records, definitions, form, values, actor, Source("staff", None, "zh-CN"), Once(key)
                )
                record_id = created.id
            life = _Life(ticket, form, record_id, ticket.rejections)
            if ticket.urges:
                self._at(ticket.at + timedelta(hours=3), self._urging(life))
            await self._look(life)

        return begin

    async def _look(self, life: _Life) -> None:
        """Put on the agenda what people will do with the tasks that are open now."""
        rows = await self._product.database.all(Statement(_TASKS, {"id": life.record_id}))
        now = self._product.clock.now()
        for row in rows:
            if (row["id"], row["state"]) in life.asked:
                continue
            life.asked.add((row["id"], row["state"]))
            self._at(self._when(life, row, now), self._working_on(life, row))

    def _when(self, life: _Life, row: Row, now: datetime) -> datetime:
        ticket = life.ticket
        if row["kind"] == "confirm":
            hours = ticket.confirm_hours if ticket.confirms or life.rejections else 24 * 365
            return now + timedelta(hours=hours)
        if row["state"] == "offered":
            return self._working(now, ticket.claim_minutes)
        return self._working(now, ticket.work_minutes if life.answered or not ticket.answers else ticket.answer_minutes)

    def _working_on(self, life: _Life, seen: Row) -> Act:
        async def work() -> None:
            rows = await self._product.database.all(Statement(_TASKS, {"id": life.record_id}))
            row = next((each for each in rows if each["id"] == seen["id"]), None)
            if row is None:
                await self._look(life)
                return
            try:
                await self._do(life, row)
            except (Refusal, FlowRefusal):
                # Somebody or a rule was faster: nobody insists.
                return
            await self._look(life)

        return work

    async def _do(self, life: _Life, row: Row) -> None:
        if row["kind"] == "confirm":
            await self._answer(life, row)
            return
        person = row["claimed_by"] or self._candidate(life, row)
        if person is None:
            return
        actor = Actor("person", person)
        if row["state"] == "offered" and row["claimed_by"] is None:
            await perform(self._product.flows, row, Command("claim", actor))
            return
        if life.ticket.answers and not life.answered:
            await self._comment(life, actor)
            life.asked.discard((row["id"], row["state"]))
            return
        await self._complete(life, row, actor)

    def _candidate(self, life: _Life, row: Row) -> UUID | None:
        if row["person_id"] is not None:
            return UUID(str(row["person_id"]))
        able = [
            each
            for each in self._people
            if (row["team_id"] is not None and row["team_id"] in each["teams"])
            or (row["role"] is not None and row["role"] in each["roles"])
        ]
        return pick(able, life.ticket.luck, row["node"])["id"] if able else None

    async def _comment(self, life: _Life, actor: Actor) -> None:
        life.answered = True
        ticket, records = life.ticket, self._product.records
        name = next((each["name"] for each in self._people if each["id"] == actor.id), "")
        text = pick(cast().replies, ticket.luck, "reply").replace("{agent}", name)

        def also(at: datetime) -> Sequence[Statement]:
            return first_response_given(life.record_id, answered(life.record_id, actor.person_id, at))

        await write_comment(records, life.form, life.record_id, actor, text, "public", also)
        if ticket.note:
            note = pick(cast().notes, ticket.luck, "note")
            await write_comment(records, life.form, life.record_id, actor, note, "internal")

    async def _complete(self, life: _Life, row: Row, actor: Actor) -> None:
        definitions = await self._product.definitions.likely()
        flow = await self._product.flow_versions.get(definitions, row["flow"], row["flow_version"])
        node: Any = flow.document.nodes[row["node"]]
        outcomes = list(node.outcomes)
        # Mostly the first way; now and then another, where there is one.
        outcome = outcomes[0] if len(outcomes) == 1 or life.ticket.luck < _FIRST_OUTCOME else outcomes[1]
        comment = cast().notes[0] if node.outcomes[outcome].reason == "required" else None
        rights: Any = getattr(node, "fields", None)
        wanted = [] if rights is None else list(rights.required)
        values = self._filled(life, wanted)
        command = Command("complete", actor, outcome=outcome, values=values, comment=comment)
        await perform(self._product.flows, row, command)
        if life.ticket.score is not None and not life.rated:
            at = self._product.clock.now() + timedelta(hours=life.ticket.score_hours)
            self._at(at, self._rating(life))

    def _filled(self, life: _Life, keys: Sequence[str]) -> Mapping[str, Any]:
        """Values for fields that must be filled at a node."""
        ticket, form = life.ticket, life.form
        story = story_for(_option(form, ticket), self._wish.trade, ticket.luck)
        again = life.rejections < ticket.rejections
        texts = {"solution": cast().reopened if again else story.solution, "root_cause": story.cause}
        found: dict[str, Any] = {}
        for key in keys:
            each = form.fields[key]
            if key in texts:
                found[key] = texts[key]
            elif each.type.key not in _LEFT_EMPTY:
                found[key] = each.type.sample(each.settings, ticket.number)
        return found

    async def _answer(self, life: _Life, row: Row) -> None:
        """What the customer says to the solution."""
        definitions = await self._product.definitions.likely()
        flow = await self._product.flow_versions.get(definitions, row["flow"], row["flow_version"])
        node: Any = flow.document.nodes[row["node"]]
        rejecting = [key for key, each in node.outcomes.items() if each.reason == "required"]
        agreeing = [key for key in node.outcomes if key not in rejecting]
        if life.rejections and rejecting:
            life.rejections -= 1
            life.answered = True
            reason = pick(cast().rejections, life.ticket.luck, f"{life.rejections}")
            command = Command("complete", CUSTOMER, outcome=rejecting[0], comment=reason)
        else:
            command = Command("complete", CUSTOMER, outcome=agreeing[0])
        await perform(self._product.flows, row, command)

    def _urging(self, life: _Life) -> Act:
        async def urge() -> None:
            rows = await self._product.database.all(Statement(_TASKS, {"id": life.record_id}))
            if rows and rows[0]["kind"] == "task":
                try:
                    await perform(self._product.flows, rows[0], Command("urge", CUSTOMER))
                except FlowRefusal:
                    return

        return urge

    def _rating(self, life: _Life) -> Act:
        async def score() -> None:
            row = await self._product.database.one(Statement(_ASKED, {"id": life.record_id}))
            now = self._product.clock.now()
            if row is None or life.rated or life.ticket.score is None:
                return
            life.rated = True
            points = {"csat": 1, "nps": 2, "ces": 1}[row["scale"]] * life.ticket.score
            good = life.ticket.score > _MIDDLING
            tags = [pick(TAGS, life.ticket.luck, "tag")] if good else []
            words = cast().thanks[:4] if good else cast().thanks[4:]
            comment = pick(words, life.ticket.luck, "thanks") if life.ticket.luck < _SAY_MORE else ""
            await rate(self._product.database, row, checked(row["scale"], points, tags, comment), "link", now)

        return score


def _status(form: Form) -> str | None:
    return None if form.status is None else form.status.key


def _calendar(calendars: Calendars, app: str) -> WorkingCalendar | None:
    return next(iter(calendars.get(app, {}).values()), None)


def _options(form: Form, kind: str) -> tuple[str, list[str]] | None:
    """The first field of this type that customers fill in, and the keys of its options."""
    for each in form.public_fields:
        if each.type.key == kind:
            return each.key, [option["key"] for option in each.type.describe(each.settings, "zh-CN")["options"]]
    return None


def _option(form: Form, ticket: Ticket) -> str | None:
    """The kind of problem."""
    found = _options(form, "radio")
    return pick(found[1], ticket.luck, "problem") if found is not None else None


def _chosen(form: Form, ticket: Ticket, trade: str) -> dict[str, Any]:
    """What the customer says: kind and urgency of the problem, and the problem itself."""
    chosen: dict[str, Any] = {}
    problem, urgency = _options(form, "radio"), _options(form, "priority")
    if problem is not None:
        chosen[problem[0]] = _option(form, ticket)
    if urgency is not None:
        weights = (0.72, 0.93, 1.0)
        place = next(place for place, share in enumerate(weights) if ticket.urgency <= share)
        chosen[urgency[0]] = urgency[1][min(place, len(urgency[1]) - 1)]
    story = story_for(_option(form, ticket), trade, ticket.luck)
    for each in form.public_fields:
        if each.type.key == "multiline":
            chosen[each.key] = story.text
            break
    return chosen


def _inputs(form: Form, number: int, customer: Customer, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs for a new record: of the customer, what was chosen, and anything for the rest."""
    found: dict[str, Any] = {}
    named = False
    for key, each in form.fields.items():
        kind = each.type.key
        if key in chosen:
            found[key] = chosen[key]
        elif kind == "mobile":
            found[key] = customer.phone
        elif kind == "email":
            if customer.email is not None:
                found[key] = customer.email
        elif kind == "text" and not named and "name" in key:
            named, found[key] = True, customer.name
        elif kind not in _LEFT_EMPTY and not each.settings.internal and (each.settings.required or not chosen):
            found[key] = each.type.sample(each.settings, number)
    return found


async def people_for(product: SampleProduct, definitions: DefinitionSet, app: str) -> None:
    """Somebody for every team and every role of the app; who leads is the manager of the others."""
    roles = list(definitions.of_kind("role", app))
    teams = [part.name for part in definitions.of_kind("team", app)]
    leading = [part.name for part in roles if _leads(part.document)]
    working = [part.name for part in roles if part.name not in leading]
    names, leads = iter(cast().staff), iter(cast().leads)
    boss: UUID | None = None
    for role in leading:
        given = {"name": next(leads, role), "roles": [role], "teams": []}
        boss = (await create_person(product.gate, given))["id"]
    for place, team in enumerate(teams):
        for _ in range(4 if place == 0 else 3):
            given = {"name": next(names, team), "roles": working[:1] or leading[:1], "teams": [team]}
            await create_person(product.gate, {**given, "manager_id": boss})
    for role in working[1 if teams else 0 :]:
        await create_person(product.gate, {"name": next(names, role), "roles": [role], "teams": [], "manager_id": boss})


def _leads(document: Mapping[str, Any]) -> bool:
    """Whether a role hands work to others."""
    return any("assign" in grant.get("can", ()) for grant in document.get("grants", ()))
