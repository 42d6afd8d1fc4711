"""升级: priority one up, over to the next superior, once per stay."""

from collections.abc import Iterable
from typing import Any

from helpwright.actions import notify
from helpwright.actions.handover import hand_over, holder_of
from helpwright.actions.people import names_of, superior_of
from helpwright.actions.ports import ports_of
from helpwright.actions.write import foreseen_changes, write_record
from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.kernel.events import Event
from helpwright.kernel.text import LOCALES
from helpwright.platform.database import Statement
from helpwright.rules.kind import Action, Foreseen, Key, Part, Result, Scene, Step, Surroundings

ESCALATED = "escalated"


class Copy(Part):
    """Who gets a copy."""

    role: Key


class Escalate(Step):
    """`{action: escalate, cc: {role: supervisor}}`.

    Once per stay: not again before the field that the rule waits for, else the status, has changed.
    """

    cc: Copy | None = None


def _check(step: Escalate, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if step.cc is not None and step.cc.role not in surroundings.roles:
        yield DocumentProblem(("cc", "role"), "role_unknown", {"role": step.cc.role})


async def _run(step: Escalate, scene: Scene) -> Result:
    ports = ports_of(scene)
    form = ports.records.forms(await ports.definitions.likely()).find(scene.form)
    if await scene.session.one(_escalated_in_stay(scene, _stay_field(scene, form))) is not None:
        return Result("skipped", "escalated_already")
    told: dict[str, Any] = {"priority": await _raise_priority(scene, form)}
    holder = await holder_of(scene, form)
    superior = await superior_of(scene.session, holder.person)
    if superior is not None:
        person, why = superior
        reason = ports.sentences(scene.locale, "escalated_by_rule")
        await hand_over(scene, form, holder, person, reason)
        told |= {"from": None if holder.person is None else str(holder.person), "to": str(person), "why": why}
    if step.cc is not None:
        to = None if superior is None else (await names_of(scene.session, [superior[0]])).get(superior[0])
        told["cc"] = {"role": step.cc.role, "result": await _copy(step.cc, scene, to)}
    if told["priority"] is None and superior is None:
        return Result("refused", "nobody_found", told)
    event = Event(
        ESCALATED, scene.form, scene.record_id, scene.actor, scene.now, told | {"rule": scene.rule}, scene.cause
    )
    scene.later([append(event)])
    return Result("done", data=told)


async def _foresee(step: Escalate, scene: Scene) -> list[Foreseen]:
    ports = ports_of(scene)
    form = ports.records.forms(await ports.definitions.likely()).find(scene.form)
    if await scene.session.one(_escalated_in_stay(scene, _stay_field(scene, form))) is not None:
        return [Foreseen("nothing", {"code": "escalated_already"})]
    found: list[Foreseen] = []
    to: str | None = None
    wanted = _next_priority(scene, form)
    if wanted is not None:
        found += await foreseen_changes(scene, dict([wanted]))
    holder = await holder_of(scene, form)
    superior = await superior_of(scene.session, holder.person)
    if superior is not None:
        person, why = superior
        names = await names_of(scene.session, [person, holder.person])
        to = names.get(person)
        found.append(Foreseen("handover", {"to": to, "from": names.get(holder.person), "why": why}))
    if not found:
        return [Foreseen("nothing", {"code": "nobody_found"})]
    return found if step.cc is None else [*found, *await notify.foresee(_copy_step(step.cc, scene, to), scene)]


def _stay_field(scene: Scene, form: Form) -> str | None:
    waited_for = scene.event.data.get("field") if scene.event.type == "dwell_over" else None
    return waited_for or (form.status.key if form.status is not None else None)


def _escalated_in_stay(scene: Scene, field: str | None) -> Statement:
    """One row when the record was escalated since the field last changed."""
    return Statement(
        """SELECT 1 AS yes FROM events e WHERE e.record_id = %(record)s AND e.type = %(type)s AND NOT EXISTS (
            SELECT 1 FROM events c WHERE c.record_id = e.record_id AND c.id > e.id AND c.type = 'record_updated'
            AND c.data->'changes' ? %(field)s) LIMIT 1""",
        {"record": scene.record_id, "type": ESCALATED, "field": field or ""},
    )


def _next_priority(scene: Scene, form: Form) -> tuple[str, str] | None:
    """The field and its next option, None when there is no priority or it is the highest already."""
    field = next((each for each in form.fields.values() if each.type.key == "priority"), None)
    if field is None:
        return None
    options = list(getattr(field.settings, "options", {}))
    now = scene.record.values.get(field.key)
    position = options.index(now) if now in options else -1
    if position + 1 >= len(options):
        return None
    return field.key, options[position + 1]


async def _raise_priority(scene: Scene, form: Form) -> list[Any] | None:
    """`[from, to]`, None when there is nothing to raise."""
    wanted = _next_priority(scene, form)
    if wanted is None:
        return None
    changes = await write_record(scene, dict([wanted]))
    found: list[Any] | None = changes.get(wanted[0])
    return found


def _copy_step(to: Copy, scene: Scene, now_with: str | None) -> notify.Notify:
    """Tell the role inside the product, by the action that tells people; and with whom the record is now."""
    sentences = ports_of(scene).sentences
    shown = {"number": "{{number}}", "title": "{{title}}"}
    texts: dict[str, Any] = {"subject": {locale: sentences(locale, "escalated_copy", shown) for locale in LOCALES}}
    if now_with is not None:
        # What looks like a variable in a name is none.
        person = {"name": now_with.replace("{{", "{ {")}
        texts["text"] = {locale: sentences(locale, "escalated_copy_to", person) for locale in LOCALES}
    return notify.Notify.model_validate({"action": "notify", "to": {"role": to.role}, "via": ["inapp"], **texts})


async def _copy(to: Copy, scene: Scene, now_with: str | None) -> str:
    result = await notify.run(_copy_step(to, scene, now_with), scene)
    return result.code or result.state


action = Action(settings=Escalate, check=_check, run=_run, needs=frozenset({"update", "assign"}), foresee=_foresee)
