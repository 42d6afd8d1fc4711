"""Message templates 消息模板: what a message says by each way, and the provider's approved template behind it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.kernel.template import render, variables
from helpwright.kernel.text import LocalText, all_forms, isolated, localize, shortened, unturned
from helpwright.notify.fitting import Room, fitted, room_of

log = structlog.get_logger(__name__)

KIND = "template"
Status = Literal["draft", "submitted", "approved", "rejected"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$", max_length=80)]
ProviderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=50)]
EMPTY = "-"
"""Stands for an empty value where the provider's template wants one."""
GAP = "—"
"""Stands for it in a text of which nothing else would be left."""
_LONGEST = 35


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)


class SmsVariable(_Part):
    """Where a variable of the provider's template gets its value, and how long that may be."""

    source: Annotated[Name, Field(alias="from")]
    max: Annotated[int, Field(ge=1, le=500)] = _LONGEST


class SmsTemplate(_Part):
    """The provider's template: its code and signature, its variables, how far its approval is.

    `text` is what was submitted, with the provider's places `${name}`, for preview and log.
    """

    code: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
    sign: Annotated[str, StringConstraints(max_length=50)] = ""
    variables: dict[ProviderName, Name | SmsVariable] = Field(default_factory=dict)
    status: Status = "draft"
    text: Annotated[str, StringConstraints(max_length=1000)] = ""

    def sources(self) -> Mapping[str, SmsVariable]:
        """Every variable in its long form."""
        return {
            name: each if isinstance(each, SmsVariable) else SmsVariable(source=each, max=_LONGEST)
            for name, each in self.variables.items()
        }


class MailTemplate(_Part):
    """A mail; lines whose variable is empty are dropped."""

    subject: LocalText
    text: LocalText


class CardTemplate(_Part):
    """A notification in the product, or a card in WeCom."""

    title: LocalText
    text: LocalText


class TemplateDocument(_Part):
    """What is said by each way. `form` is whose variables the texts use; without it any form's may."""

    name: LocalText
    form: Key | None = None
    sms: SmsTemplate | None = None
    mail: MailTemplate | None = None
    wecom: CardTemplate | None = None
    inapp: CardTemplate | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.sms is None and self.mail is None and self.wecom is None and self.inapp is None:
            raise ValueError("template_empty")
        return self

    def parts(self) -> Iterator[tuple[tuple[str, ...], LocalText]]:
        """Every text with variables in it and its place."""
        if self.mail is not None:
            yield ("mail", "subject"), self.mail.subject
            yield ("mail", "text"), self.mail.text
        for way, card in (("wecom", self.wecom), ("inapp", self.inapp)):
            if card is not None:
                yield (way, "title"), card.title
                yield (way, "text"), card.text

    def unknown(self, known: Collection[str]) -> Iterable[DocumentProblem]:
        """Variables that are not among `known`."""
        for path, text in self.parts():
            for name in names_in(text):
                if name not in known:
                    yield DocumentProblem(path, "variable_unknown", {"variable": name})
        for place, each in (self.sms.sources() if self.sms is not None else {}).items():
            if each.source not in known:
                yield DocumentProblem(("sms", "variables", place), "variable_unknown", {"variable": each.source})


def names_in(text: str | Mapping[str, str]) -> Iterator[str]:
    """Variables of a text in any language, each once."""
    forms = all_forms(text)
    return iter(dict.fromkeys(name for form in sorted(forms) for name in variables(form)))


def template_kind(record_variables: Collection[str]) -> DefinitionKind:
    """The section `templates:` of a blueprint. `record_variables` are those every record has beside its fields."""

    def check(draft: AppDraft, _key: str, template: TemplateDocument) -> Iterable[DocumentProblem]:
        if template.form is None:
            return
        form = draft.of("form").get(template.form)
        if form is None:
            yield DocumentProblem(("form",), "form_unknown", {"form": template.form})
            return
        yield from template.unknown({*form.fields, *record_variables})

    return DefinitionKind(KIND, "templates", TemplateDocument, check)


def read_templates(definitions: DefinitionSet) -> Mapping[str, TemplateDocument]:
    """The live templates by `app.key`; one that this release cannot read is logged and left out."""
    found = {part.name: _read(part) for part in definitions.of_kind(KIND)}
    return {name: template for name, template in found.items() if template is not None}


def find_template(definitions: DefinitionSet, name: str) -> TemplateDocument | None:
    """A live template by `app.key`."""
    for part in definitions.of_kind(KIND):
        if part.name == name:
            return _read(part)
    return None


def _read(part: Part) -> TemplateDocument | None:
    try:
        return TemplateDocument.model_validate(part.document)
    except ValidationError as error:
        log.exception("template_unreadable", template=part.name, problems=error.error_count())
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says. `filled` is the provider's approved template with values, None for a free text."""

    subject: str
    text: str
    filled: Mapping[str, Any] | None = None


Texts = Mapping[str, str | None]


def say(
    way: str,
    template: TemplateDocument | None,
    own: tuple[LocalText | None, LocalText | None],
    texts: Texts,
    locale: str,
) -> Words:
    """The words of one message: of the template's section for the way, else `own` (subject, text), else a near section.

    Text messages need an approved section `sms`; without one the free text is kept and the way decides about it.
    Values that read right to left, or pretend to, turn nothing beside them; those too long for the way are shortened.
    """
    room = room_of(way)
    mend = unturned if way == "sms" else isolated
    texts = {name: None if value is None else mend(value) for name, value in texts.items()}
    free = _near(template) if own[1] is None and template is not None else own
    if way == "sms":
        return _text_message(template, free, texts, locale, room)
    section: Mapping[str, Callable[[TemplateDocument], tuple[LocalText, LocalText] | None]] = {
        "mail": lambda each: None if each.mail is None else (each.mail.subject, each.mail.text),
        "wecom": lambda each: _card(each.wecom or each.inapp),
        "inapp": lambda each: _card(each.inapp or each.wecom),
        "robot": lambda each: _card(each.wecom or each.inapp),
    }
    said = section[way](template) if template is not None and way in section else None
    subject, text = said or free
    title = _line(subject, texts, locale, room.title)
    return _titled(title, _lines(text, texts, locale, room.text), room, split=way == "inapp")


def _card(card: CardTemplate | None) -> tuple[LocalText, LocalText] | None:
    return None if card is None else (card.title, card.text)


def _near(template: TemplateDocument) -> tuple[LocalText | None, LocalText | None]:
    if template.mail is not None:
        return template.mail.subject, template.mail.text
    return _card(template.wecom or template.inapp) or (None, None)


def _titled(subject: str, text: str, room: Room, *, split: bool) -> Words:
    """Where a title is wanted and none is written, the first line is it."""
    if split and not subject:
        first, _, rest = text.partition("\n")
        return Words(shortened(first, room.title), rest.strip() if len(first) <= room.title else text)
    return Words(subject, text)


def _text_message(
    template: TemplateDocument | None,
    free: tuple[LocalText | None, LocalText | None],
    texts: Texts,
    locale: str,
    room: Room,
) -> Words:
    text = _lines(free[1], texts, locale, room.text) or _line(free[0], texts, locale, room.title)
    sms = template.sms if template is not None else None
    if sms is None or sms.status != "approved":
        return Words("", text or (preview(sms, fill(sms, texts)) if sms is not None else ""))
    params = fill(sms, texts)
    return Words("", preview(sms, params) or text, {"code": sms.code, "sign": sms.sign, "params": params})


def fill(sms: SmsTemplate, texts: Texts) -> dict[str, str]:
    """Values of the provider's variables, on one line and cut to their length; `-` for what is empty."""
    filled: dict[str, str] = {}
    for name, each in sms.sources().items():
        value = " ".join(str(texts.get(each.source) or "").split())
        filled[name] = value[: each.max] or EMPTY
    return filled


def cut(sms: SmsTemplate, texts: Texts) -> Sequence[str]:
    """Names of the variables whose value is too long and is cut."""
    return [
        name
        for name, each in sms.sources().items()
        if len(" ".join(str(texts.get(each.source) or "").split())) > each.max
    ]


def preview(sms: SmsTemplate, params: Mapping[str, str]) -> str:
    """The submitted text with its places filled; the values are texts, whatever they look like."""
    parts = sms.text.split("${")
    said = parts[0]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        said += (params[name] + rest) if closed and name in params else f"${{{part}"
    return said


def _line(text: LocalText | None, texts: Texts, locale: str, most: int) -> str:
    whole = localize(text, locale)
    return shortened(" ".join(render(whole, fitted(whole, texts, most)).split()), most)


def _lines(text: LocalText | None, texts: Texts, locale: str, most: int) -> str:
    """Without the lines that have an empty place; where that leaves nothing, with a dash in it: no message is blank."""
    whole = localize(text, locale)
    texts = fitted(whole, texts, most)
    said = shortened(render(whole, texts).strip(), most)
    names = variables(whole)
    if said or not any(letter.isalnum() for letter in render(whole, dict.fromkeys(names, EMPTY))):
        return said
    return shortened(render(whole, {name: texts.get(name) or GAP for name in names}).strip(), most)
