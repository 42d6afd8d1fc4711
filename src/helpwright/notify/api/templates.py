"""HTTP of message templates: which there are, and how one will look."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError

from helpwright.access.gate import ForSettings
from helpwright.access.model import Caller
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import FieldProblem, Invalid, Missing
from helpwright.kernel.text import localize
from helpwright.notify.template import (
    KIND,
    Status,
    TemplateDocument,
    cut,
    fill,
    find_template,
    preview,
    read_templates,
    say,
)
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(read_locale)]
ReadableTexts = Callable[[Caller, str, UUID, str], Awaitable[Mapping[str, str | None]]]
"""Texts of a record the caller may read, in a language; of fields hidden from them None. Raises Missing."""
_WAYS = ("mail", "wecom", "inapp")


class TemplateEntry(BaseModel):
    """A live template; `status` is how far the approval of its text message is."""

    key: str
    name: str
    form: str | None
    ways: list[str]
    status: Status | None


class TemplateList(BaseModel):
    """All live templates."""

    items: list[TemplateEntry]


class PreviewBody(BaseModel):
    """What to fill the template with: a real record, else samples. `document` stands for the live one."""

    model_config = ConfigDict(extra="forbid")
    form: str | None = None
    record: UUID | None = None
    document: dict[str, Any] | None = None


class TextPreview(BaseModel):
    """A mail or card as it will read."""

    subject: str
    text: str


class SmsPreview(BaseModel):
    """A text message as it will read; `cut` names variables whose value is too long."""

    text: str
    code: str
    sign: str
    params: dict[str, str]
    status: Status
    cut: list[str]


class PreviewAnswer(BaseModel):
    """The template as it will read by each way it has words for."""

    mail: TextPreview | None
    wecom: TextPreview | None
    inapp: TextPreview | None
    sms: SmsPreview | None


@dataclass(frozen=True)
class TemplateDesk:
    """What the routes need."""

    definitions: Definitions
    texts: ReadableTexts
    clock: Clock


def template_routes(desk: TemplateDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["templates"])

    @router.get("/templates", response_model=TemplateList)
    async def list_templates(caller: ForSettings, locale: Locale) -> Response:
        found = read_templates(await desk.definitions.current(caller.epoch))
        body = {"items": [_entry(name, each, locale) for name, each in found.items()]}
        return Response(to_json(body), media_type="application/json")

    @router.post("/templates/{name}/preview", response_model=PreviewAnswer)
    async def preview_template(name: str, wanted: PreviewBody, caller: ForSettings, locale: Locale) -> Response:
        definitions = await desk.definitions.current(caller.epoch)
        template = _given(wanted.document) or find_template(definitions, name)
        if template is None:
            raise Missing("definition_missing", kind=KIND, name=name)
        app = name.partition(".")[0]
        form = wanted.form or template.form
        if wanted.record is not None:
            if form is None:
                raise Invalid([FieldProblem("form", "required")])
            texts = await desk.texts(caller, qualified(form, app), wanted.record, locale)
        else:
            texts = {
                **_sample(definitions, desk.clock),
                **_labels(definitions, None if form is None else qualified(form, app), locale),
            }
        return Response(to_json(_preview(template, texts, locale)), media_type="application/json")

    return router


def _given(document: dict[str, Any] | None) -> TemplateDocument | None:
    if document is None:
        return None
    try:
        return TemplateDocument.model_validate(document)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise RequestValidationError([{**each, "loc": ("document", *each["loc"])} for each in found]) from None


def _sample(definitions: DefinitionSet, clock: Clock) -> dict[str, str]:
    """What every record has beside its fields, as it might be."""
    local = clock.now().astimezone(definitions.zone)
    due = (local + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    return {
        "number": f"GD{local:%Y%m%d}0001",
        "title": "…",
        "company": definitions.company or "Helpwright",
        "progress_url": f"{definitions.public_url or 'https://desk.example.com'}/p/…",
        "case.first_response_due": due,
        "case.next_response_due": due,
        "case.resolution_due": due,
    }


def _labels(definitions: DefinitionSet, form: str | None, locale: str) -> dict[str, str]:
    """The label of each field stands for its value."""
    parts = definitions.of_kind("form")
    fields: dict[str, str] = {}
    for part in parts:
        if form is None or part.name == form:
            for key, field in part.document.get("fields", {}).items():
                fields.setdefault(key, f"〔{localize(field.get('label'), locale) or key}〕")
    return fields


def _entry(name: str, template: TemplateDocument, locale: str) -> dict[str, Any]:
    return {
        "key": name,
        "name": localize(template.name, locale),
        "form": template.form,
        "ways": [way for way in ("sms", *_WAYS) if getattr(template, way) is not None],
        "status": None if template.sms is None else template.sms.status,
    }


def _preview(template: TemplateDocument, texts: Mapping[str, str | None], locale: str) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for way in _WAYS:
        words = say(way, template, (None, None), texts, locale) if getattr(template, way) is not None else None
        shown[way] = None if words is None else {"subject": words.subject, "text": words.text}
    sms = template.sms
    if sms is None:
        return {**shown, "sms": None}
    params = fill(sms, texts)
    told = {"code": sms.code, "sign": sms.sign, "status": sms.status, "params": params}
    return {**shown, "sms": {**told, "text": preview(sms, params), "cut": cut(sms, texts)}}
