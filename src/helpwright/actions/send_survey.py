"""满意度调研: ask the customer how it went."""

from collections.abc import Iterable

from helpwright.actions.ports import Ports, ports_of
from helpwright.cases.surveys import Asking, Wish, ask, foresee_ask
from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.clock import iso
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.notify.catalogue import SENDERS
from helpwright.rules.kind import Action, Foreseen, Key, Part, Result, Scene, Step, Surroundings
from helpwright.rules.masks import masked_address


class Addressee(Part):
    """The field of the record that holds the address."""

    field: Key


class SendSurvey(Step):
    """`{action: send_survey, survey: csat, to: {field: customer_email}, delay: {hours: 1}}`."""

    survey: Key
    to: Addressee


def _check(step: SendSurvey, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if step.to.field not in surroundings.fields:
        yield DocumentProblem(("to", "field"), "field_unknown", {"field": step.to.field})
    elif surroundings.sensitive(step.to.field):
        yield DocumentProblem(("to", "field"), "sensitive_recipient", {"field": step.to.field})
    if surroundings.surveys is not None and step.survey not in surroundings.surveys:
        yield DocumentProblem(("survey",), "survey_unknown", {"survey": step.survey})


async def _via(step: SendSurvey, scene: Scene) -> str:
    """A phone number is asked by SMS, everything else by mail."""
    ports = ports_of(scene)
    definitions = await ports.definitions.likely()
    field = ports.records.forms(definitions).find(scene.form).fields.get(step.to.field)
    return "sms" if field is not None and field.type.key == "mobile" else "mail"


async def _foresee(step: SendSurvey, scene: Scene) -> list[Foreseen]:
    via, value = await _via(step, scene), scene.record.values.get(step.to.field)
    address = None if value is None else str(value).strip() or None
    refusal, send_at = await foresee_ask(scene.session, scene.record_id, address, scene.now, scene.record.zone)
    if refusal is not None:
        return [Foreseen("nothing", {"code": refusal})]
    told = {"survey": step.survey, "via": via, "address": masked_address(str(address)), "send_at": iso(send_at)}
    return [Foreseen("survey", told)]


async def _run(step: SendSurvey, scene: Scene) -> Result:
    """Ask the customer, once and not at night."""
    ports = ports_of(scene)
    via = await _via(step, scene)
    if via not in SENDERS:
        return Result("skipped", "way_unknown", {"via": via})
    value = scene.record.values.get(step.to.field)
    wish = Wish(
        survey=f"{scene.app}.{step.survey}",
        form=scene.form,
        record_id=scene.record_id,
        number=scene.record.texts.get("number") or "",
        via=via,
        recipient=str(value).strip() or None if value is not None else None,
        language=scene.record.language or scene.locale or DEFAULT_LOCALE,
        cause=scene.cause,
        rule=scene.rule,
    )
    asked = await ask(scene.session, asking_of(ports), wish, scene.now)
    told = {"via": via, "to": wish.recipient}
    if asked.send_at is None:
        return Result("skipped", asked.code, told)
    return Result("done", asked.code, {**told, "send_at": iso(asked.send_at)})


def asking_of(ports: Ports) -> Asking:
    """What asking works with, from what actions work with."""
    links = ports.links
    return Asking(ports.records, ports.flows.calendars, ports.outbox, ports.sentences, links.key, links.base)


action = Action(settings=SendSurvey, check=_check, run=_run, foresee=_foresee)
