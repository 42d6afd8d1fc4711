"""通知: tell somebody, by one or several ways."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from helpwright.definitions.kind import DocumentProblem
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.flows.assignee import assignees, candidates
from helpwright.kernel.clock import iso
from helpwright.kernel.text import LocalText
from helpwright.notify.catalogue import SENDERS, WAYS
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.notify.people import Addressee, people_of
from helpwright.notify.robot_kind import Mention
from helpwright.notify.template import TemplateDocument, find_template, names_in, say
from helpwright.rules.kind import VARIABLES, Action, Foreseen, Key, Part, Result, Scene, Step, Surroundings
from helpwright.rules.masks import masked_address

if TYPE_CHECKING:
    Way = str
else:  # whichever senders there are
    Way = Literal[WAYS]
_RECIPIENTS = ("field", "role", "team", "person", "assignee", "manager", "robot")
_TO_GROUPS = frozenset(way for way, sender in SENDERS.items() if sender.to_groups)


class Ports(Protocol):
    """What of `scene.ports` is used here."""

    @property
    def outbox(self) -> Outbox:
        """Takes the messages."""
        ...

    @property
    def definitions(self) -> Definitions:
        """Holds the message templates and the organization's zone."""
        ...


class Recipient(Part):
    """Whom, exactly one: a field of the record (address or member), holders of a role, members of a team, one person.

    `person` is an id, a mail address or a staff number. `assignee` is who works on the record, and
    while nobody does, whoever may claim it; `manager` is the manager of who works on it. `robot` is the key of a
    group's robot, as administrators have connected it.
    """

    field: Key | None = None
    role: Key | None = None
    team: Key | None = None
    person: Annotated[str, StringConstraints(min_length=1, max_length=254)] | None = None
    assignee: Literal[True] | None = None
    manager: Literal[True] | None = None
    robot: Key | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, key) is not None for key in _RECIPIENTS) != 1:
            raise ValueError("recipient_one")
        return self

    def document(self) -> Mapping[str, Any]:
        """As `people_of` takes it."""
        return self.model_dump(exclude_none=True)


class Notify(Step):
    """`{action: notify, to: {field: customer_email}, via: [mail], subject: …, text: …}`; the texts are templates.

    `template` names a message template of the app; where it has no section for a way, the step's own texts are used.
    A group is reached by the way `robot` alone: `{to: {robot: service_group}, via: [robot], mention: true}` calls who
    works on the record there, too. `critical` passes quiet hours. `fallback` is the way that takes over when a message
    fails or has no address.
    """

    to: Recipient
    via: Annotated[list[Way], Field(min_length=1)]
    subject: LocalText | None = None
    text: LocalText | None = None
    template: Key | None = None
    critical: bool = False
    fallback: Way | None = None
    mention: bool = False


def _check(step: Notify, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    yield from _unknown_recipients(step.to, surroundings)
    yield from _crossed(step)
    template = None
    if step.template is not None and surroundings.templates is not None:
        template = surroundings.templates.get(step.template)
        if template is None:
            yield DocumentProblem(("template",), "template_unknown", {"template": step.template})
        else:
            for problem in template.unknown({*surroundings.fields, *VARIABLES}):
                yield DocumentProblem(("template",), problem.code, problem.data)
    yield from _missing_texts(step, template)
    for part, text in (("subject", step.subject), ("text", step.text)):
        for name in names_in(text) if text is not None else ():
            if name not in surroundings.fields and name not in VARIABLES:
                yield DocumentProblem((part,), "variable_unknown", {"variable": name})


def _unknown_recipients(to: Recipient, surroundings: Surroundings) -> Iterator[DocumentProblem]:
    known = {"field": surroundings.fields, "role": surroundings.roles, "team": surroundings.teams}
    codes = {"field": "field_unknown", "role": "role_unknown", "team": "team_unknown"}
    for kind, keys in known.items():
        key = getattr(to, kind)
        if key is not None and key not in keys:
            yield DocumentProblem(("to", kind), codes[kind], {kind: key})
    if to.field is not None and surroundings.sensitive(to.field):
        yield DocumentProblem(("to", "field"), "sensitive_recipient", {"field": to.field})


def _crossed(step: Notify) -> Iterator[DocumentProblem]:
    """Groups are reached by their robots, people never."""
    for place, way in enumerate(step.via):
        if (way in _TO_GROUPS) != (step.to.robot is not None):
            yield DocumentProblem(
                ("via", place), "robot_way_only" if step.to.robot else "robot_way_wrong", {"way": way}
            )
    if step.fallback is not None and (step.fallback in _TO_GROUPS or step.to.robot is not None):
        yield DocumentProblem(("fallback",), "robot_no_fallback")
    if step.mention and step.to.robot is None:
        yield DocumentProblem(("mention",), "mention_without_robot")


def _missing_texts(step: Notify, template: TemplateDocument | None) -> Iterator[DocumentProblem]:
    if step.template is not None:
        if template is not None and step.text is None:
            only_sms = template.mail is None and template.wecom is None and template.inapp is None
            for way in step.via:
                if only_sms and way != "sms":
                    yield DocumentProblem(("template",), "template_way_missing", {"way": way})
        return
    if "mail" in step.via:
        for part, text in (("subject", step.subject), ("text", step.text)):
            if text is None:
                yield DocumentProblem((), "mail_text_missing", {"part": part})
    elif step.subject is None and step.text is None:
        yield DocumentProblem((), "message_text_missing")


async def run(step: Notify, scene: Scene) -> Result:
    """Put the messages into the outbox."""
    ports: Ports = scene.ports
    await scene.flush()
    definitions = await ports.definitions.likely()
    found = await _people(step, scene)
    drafts = _drafts(step, scene, definitions, found, await _mentions(step, scene))
    await ports.outbox.put(scene.session, drafts)
    told = [
        {"via": each.via, "to": each.name or each.recipient, **({"reason": each.reason} if each.reason else {})}
        for each in drafts
    ]
    if not found:
        return Result("skipped", "nobody", {"messages": told})
    return Result("done", None, {"messages": told})


async def foresee(step: Notify, scene: Scene) -> list[Foreseen]:
    """The messages, as they would go into the outbox."""
    ports: Ports = scene.ports
    definitions = await ports.definitions.current()
    drafts = _drafts(step, scene, definitions, await _people(step, scene))
    return [_foreseen(each) for each in drafts]


def _foreseen(draft: Draft) -> Foreseen:
    address = draft.recipient if draft.via not in {"inapp", *_TO_GROUPS} else None
    reached = draft.recipient is not None or (draft.via == "inapp" and draft.person_id is not None)
    missing = None if reached else "no_address"
    return Foreseen(
        "message",
        {
            "via": draft.via,
            "to": draft.name,
            "field": draft.field,
            "address": None if address is None else masked_address(address),
            "subject": draft.subject,
            "text": draft.text,
            "reason": draft.reason or missing,
            "due_at": None if draft.due_at is None else iso(draft.due_at),
            "fallback": None if draft.fallback is None else draft.fallback.via,
        },
    )


async def _people(step: Notify, scene: Scene) -> list[Addressee]:
    at_work: list[UUID] = []
    if step.to.assignee or step.to.manager:
        at_work = await _at_work(scene)
    if step.to.assignee and not at_work:
        at_work = [row["id"] for row in await scene.session.all(candidates(scene.record_id))]
    return await people_of(scene.session, step.to.document(), scene.app, scene.record.values, at_work)


async def _at_work(scene: Scene) -> list[UUID]:
    found = [row["id"] for row in await scene.session.all(assignees(scene.record_id))]
    return found or _member(scene.record.values.get("assignee"))


async def _mentions(step: Notify, scene: Scene) -> Sequence[Mention]:
    """Whom the group's chat shall call."""
    at_work = await _at_work(scene) if step.mention else []
    if not at_work:
        return ()
    people = await people_of(scene.session, {"assignee": True}, scene.app, assignees=at_work)
    return [Mention(each.name or "", each.addresses.get("sms", ""), each.addresses.get("wecom", "")) for each in people]


def _member(value: Any) -> list[UUID]:
    try:
        return [UUID(str(value))]
    except ValueError:
        return []


def _drafts(
    step: Notify,
    scene: Scene,
    definitions: DefinitionSet,
    found: Sequence[Addressee],
    mentions: Sequence[Mention] = (),
) -> list[Draft]:
    """One message a way and person. Nobody at all is a message too, which says so."""
    if not found:
        return [_draft(step, scene, definitions, Addressee(), way, "nobody") for way in step.via]
    drafts: list[Draft] = []
    for person in found:
        for way in dict.fromkeys(step.via):
            wanted = way not in person.off
            drafts.append(_draft(step, scene, definitions, person, way, None if wanted else "not_wanted"))
    return [replace(each, mentions=mentions) for each in drafts] if mentions else drafts


def _draft(
    step: Notify, scene: Scene, definitions: DefinitionSet, person: Addressee, way: str, reason: str | None
) -> Draft:
    template = None if step.template is None else qualified(step.template, scene.app)
    document = None if template is None else find_template(definitions, template)
    own = None if step.to.robot is not None else scene.record.language
    locale = person.locale or own or scene.locale
    words = say(way, document, (step.subject, step.text), scene.record.texts, locale)
    follows = step.fallback is not None and way not in {step.fallback, "inapp"} and reason is None
    return Draft(
        key=_key(step, scene, person, way),
        via=way,
        recipient=person.addresses.get(way),
        subject=words.subject,
        text=words.text,
        form=scene.form,
        record_id=scene.record_id,
        event_id=scene.cause[-1] if scene.cause else None,
        rule=scene.rule,
        cause=scene.cause,
        person_id=person.person_id,
        template=template,
        name=person.name,
        field=person.field,
        filled=words.filled,
        reason=reason,
        due_at=None if step.critical else person.waits_until(way, scene.now, definitions.zone),
        fallback=_fallback(step, scene, definitions, person) if follows else None,
        locale=locale,
    )


def _fallback(step: Notify, scene: Scene, definitions: DefinitionSet, person: Addressee) -> Draft | None:
    way = str(step.fallback)
    if way in person.off or way not in SENDERS:
        return None
    return _draft(step, scene, definitions, person, way, None)


def _key(step: Notify, scene: Scene, person: Addressee, way: str) -> str:
    """One message a person or group, event and way, however many rules say so; a step that waited speaks for itself."""
    if step.to.robot is not None and scene.cause and step.delay is None:
        return f"{scene.cause[-1]}:{way}:{step.to.robot}"
    if person.person_id is not None and scene.cause and step.delay is None:
        return f"{scene.cause[-1]}:{way}:{person.person_id}"
    return f"{scene.key}:{way}:{person.person_id or person.addresses.get(way, '')}"


action = Action(settings=Notify, check=_check, run=run, foresee=foresee)
