"""通知: tell somebody, by one or several ways."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from helpwright.actions.ports import ports_of
from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.template import render, variables
from helpwright.kernel.text import DEFAULT_LOCALE, LocalText, all_forms, localize
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.model import Draft
from helpwright.rules.kind import VARIABLES, Action, Key, Part, Result, Scene, Step, Surroundings

Way = Literal["mail", "inapp", "sms", "wecom"]


class Recipient(Part):
    """Whom: the address in a field of the record, the holders of a role, or one person by id."""

    field: Key | None = None
    role: Key | None = None
    person: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.field, self.role, self.person)) != 1:
            raise ValueError("recipient_one")
        return self


class Notify(Step):
    """`{action: notify, to: {field: customer_email}, via: [mail], subject: …, text: …}`; the texts are templates."""

    to: Recipient
    via: Annotated[list[Way], Field(min_length=1)]
    subject: LocalText | None = None
    text: LocalText | None = None


def _check(step: Notify, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if step.to.field is not None and step.to.field not in surroundings.fields:
        yield DocumentProblem(("to", "field"), "field_unknown", {"field": step.to.field})
    if step.to.role is not None and step.to.role not in surroundings.roles:
        yield DocumentProblem(("to", "role"), "role_unknown", {"role": step.to.role})
    for part, template in (("subject", step.subject), ("text", step.text)):
        if template is None:
            if "mail" in step.via:
                yield DocumentProblem((), "mail_text_missing", {"part": part})
            continue
        for name in _names(template):
            if name not in surroundings.fields and name not in VARIABLES:
                yield DocumentProblem((part,), "variable_unknown", {"variable": name})


def _names(template: str | dict[str, str]) -> Iterator[str]:
    return iter(dict.fromkeys(name for form in sorted(all_forms(template)) for name in variables(form)))


def _not_yet_run(step: Notify) -> Sequence[str]:
    notes = [f"via {way}" for way in step.via if way not in SENDERS]
    if step.to.role is not None:
        notes.append("to role")
    if step.to.person is not None:
        notes.append("to person")
    return notes


def drafts_of(step: Notify, scene: Scene) -> Sequence[Draft]:
    """The messages, one for each way that runs; those without an address say so."""
    if step.to.field is None:
        return ()
    value = scene.record.values.get(step.to.field)
    recipient = str(value).strip() if value is not None and str(value).strip() else None
    return [_draft(step, scene, way, recipient) for way in step.via if way in SENDERS]


def _draft(step: Notify, scene: Scene, way: str, recipient: str | None) -> Draft:
    language = scene.record.language or scene.locale or DEFAULT_LOCALE
    texts = scene.record.texts
    return Draft(
        key=f"{scene.key}:{way}:{recipient or ''}",
        via=way,
        recipient=recipient,
        subject=" ".join(render(localize(step.subject, language), texts).split()),
        text=render(localize(step.text, language), texts).strip(),
        form=scene.form,
        record_id=scene.record_id,
        event_id=scene.event_id,
        rule=scene.rule,
        cause=scene.cause,
    )


async def run(step: Notify, scene: Scene) -> Result:
    """Put the messages into the outbox."""
    drafts = drafts_of(step, scene)
    if not drafts:
        return Result("skipped", "not_yet_run")
    await ports_of(scene).outbox.put(scene.session, drafts)
    return Result("done", data={"messages": [{"via": each.via, "to": each.recipient} for each in drafts]})


action = Action(settings=Notify, check=_check, run=run, not_yet_run=_not_yet_run)
