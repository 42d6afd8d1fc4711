"""Step into a world of samples as somebody of it, and out again."""

from typing import Any, Final
from uuid import UUID

from helpwright.access.gate import Gate
from helpwright.access.trial import CUSTOMER, OwnSession, Trial, begin_trial, require_builder
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.sample.world import World
from helpwright.entry.sample.worlds import Worlds
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.text import localize
from helpwright.platform.database import Statement
from helpwright.platform.sentences import Sentences

WORK: Final = "/tasks"
# Whoever of the role has most to do.
_BUSIEST = """SELECT p.id, p.name FROM people p JOIN role_members m ON m.person_id = p.id AND m.app = %(app)s
    AND m.role = %(role)s
ORDER BY (SELECT count(*) FROM tasks t WHERE t.state IN ('offered', 'claimed') AND (t.claimed_by = p.id
    OR t.team_id IN (SELECT g.team_id FROM team_members g WHERE g.person_id = p.id))) DESC, p.created_at, p.id
LIMIT 1"""
_NAME = "SELECT name FROM people WHERE id = %(id)s"
_WAITING = """SELECT t.record_id, t.form FROM tasks t WHERE t.kind = 'confirm' AND t.state = 'offered'
ORDER BY t.created_at DESC LIMIT 1"""


def roles_to_try(definitions: DefinitionSet, app: str, sentences: Sentences, locale: str) -> list[dict[str, str]]:
    """The roles of the app in the builder's order, and the customer."""
    own = [
        {"key": part.key, "name": localize(part.document.get("name"), locale)}
        for part in definitions.of_kind("role", app)
    ]
    return [*own, {"key": CUSTOMER, "name": sentences(locale, "trial_customer")}]


async def step_in(worlds: Worlds, gate: Gate, own: OwnSession, app: str, role: str) -> str:
    """Begin (or change) the trial; the token for the second cookie. Raises Missing, Forbidden, Invalid."""
    require_builder(own)
    world = await worlds.world(app)
    person: UUID | None = None
    if role != CUSTOMER:
        row = await world.product.database.one(Statement(_BUSIEST, {"app": app, "role": role}))
        if row is None:
            raise Invalid([FieldProblem("role", "role_unknown", {"role": role})])
        person = row["id"]
    return await begin_trial(gate, own, world.product.gate, app, role, person)


async def trial_json(world: World, trial: Trial, sentences: Sentences, locale: str) -> dict[str, Any]:
    """A trial as the interface gives it."""
    product = world.product
    definitions = await product.definitions.current()
    roles = roles_to_try(definitions, trial.app, sentences, locale)
    row = None if trial.person is None else await product.database.one(Statement(_NAME, {"id": trial.person}))
    name = next((each["name"] for each in roles if each["key"] == trial.role), trial.role)
    opened, progress = WORK, None
    if trial.role == CUSTOMER:
        forms = [form for form in product.records.forms(definitions) if form.app == trial.app]
        public = next((form.document.public for form in forms if form.document.public is not None), None)
        opened = WORK if public is None else f"/f/{public.slug}"
        waiting = await product.database.one(Statement(_WAITING))
        form = next((each for each in forms if waiting is not None and each.name == waiting["form"]), None)
        if waiting is not None and form is not None:
            progress = f"/p/{product.links.progress_token(form, waiting['record_id'])}"
    return {
        "app": trial.app,
        "app_name": localize(definitions.apps[trial.app].name, locale),
        "role": trial.role,
        "role_name": name,
        "person": None if row is None else row["name"],
        "roles": roles,
        "open": opened,
        "progress": progress,
    }
