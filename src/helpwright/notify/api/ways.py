"""HTTP of the ways' settings, for administrators. Secrets go in and never come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Body, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from helpwright.access.audit import entry
from helpwright.access.gate import ForSettings
from helpwright.definitions.live import Definitions
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.notify import way_store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.model import Envelope, Postponed, Refused
from helpwright.notify.outbox import ReadIdentity
from helpwright.notify.sender import Delivery, Particular, WaySettings
from helpwright.notify.template import EMPTY, TemplateDocument, find_template
from helpwright.notify.ways import StoredWay, Ways, kept_secrets, secret_members, settings_model, split
from helpwright.notify.wording import words_of_other_side
from helpwright.platform.database import Database, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences

Locale = Annotated[str, Depends(read_locale)]


class WayAnswer(BaseModel):
    """A way. `source` says where it is configured: by the environment, by settings here, or always there.

    `settings` are the shown members, `secrets` says which secret members are set. `problem` is a sentence when stored
    settings cannot be used.
    """

    way: str
    configured: bool
    source: Literal["environment", "settings", "product"]
    settings: dict[str, Any] | None
    secrets: dict[str, bool]
    changed_at: str | None
    problem: str | None


class WaysAnswer(BaseModel):
    """All ways."""

    items: list[WayAnswer]


class TrialBody(BaseModel):
    """Whom to send a trial message to, in the way's own form; `template` (`app.key`) for text messages."""

    model_config = ConfigDict(extra="forbid")
    to: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    template: Annotated[str, StringConstraints(max_length=100)] | None = None


class TrialAnswer(BaseModel):
    """How the trial ended; `reason` are the other side's words."""

    state: Literal["sent", "refused", "postponed"]
    reason: str | None
    receipt: str | None


@dataclass(frozen=True)
class WayDesk:
    """What the routes need."""

    database: Database
    definitions: Definitions
    ways: Ways
    identity: ReadIdentity
    sentences: Sentences
    clock: Clock


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def way_routes(desk: WayDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["ways"])

    @router.get("/ways", response_model=WaysAnswer)
    async def list_ways(caller: ForSettings, locale: Locale) -> Response:
        del caller
        stored = await desk.ways.stored()
        return _body(
            {"items": [_answer(desk, way, stored.get(way), locale) for way in SENDERS if not SENDERS[way].to_groups]}
        )

    @router.get("/ways/{way}", response_model=WayAnswer)
    async def read_way(way: str, caller: ForSettings, locale: Locale) -> Response:
        del caller
        return _body(await _read(desk, way, locale))

    @router.put("/ways/{way}", response_model=WayAnswer)
    async def save_way(
        way: str, wanted: Annotated[dict[str, Any], Body()], caller: ForSettings, locale: Locale
    ) -> Response:
        model = settings_model(way)
        before = (await desk.ways.stored()).get(way)
        settings = _with_kept(model, before.settings if before is not None else None, wanted)
        await desk.database.write(
            [
                desk.ways.save(way, settings, caller.person_id),
                entry(desk.clock.now(), "way_changed", caller, f"way:{way}"),
            ]
        )
        return _body(await _read(desk, way, locale))

    @router.delete("/ways/{way}", response_model=WayAnswer)
    async def forget_way(way: str, caller: ForSettings, locale: Locale) -> Response:
        settings_model(way)
        removed = entry(desk.clock.now(), "way_removed", caller, f"way:{way}")
        await desk.database.write([way_store.delete(way), removed])
        return _body(await _read(desk, way, locale))

    _add_trial(router, desk)
    return router


def _with_kept(model: type[WaySettings], before: WaySettings | None, wanted: Mapping[str, Any]) -> WaySettings:
    """What is wanted, with the secrets that were left out and may be kept. Raises RequestValidationError, Invalid."""
    given = {name: value for name, value in wanted.items() if value is not None}
    known = split(before)[1] if before is not None else {}
    try:
        settings = model.model_validate({**known, **given})
        kept, anew = kept_secrets(before, settings)
        if lacking := [name for name in anew if name not in given]:
            raise Invalid([FieldProblem(name, "way_secret_anew") for name in lacking])
        return model.model_validate({**kept, **given})
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False, include_url=False)) from None


def _add_trial(router: APIRouter, desk: WayDesk) -> None:
    @router.post("/ways/{way}/test", response_model=TrialAnswer)
    async def try_way(way: str, wanted: TrialBody, caller: ForSettings, locale: Locale) -> Response:
        del caller
        sender = SENDERS.get(way)
        if sender is None or sender.to_groups:
            raise Missing
        address = sender.clean(wanted.to)
        if address is None:
            raise Invalid([FieldProblem("to", "address_malformed")])
        open_ways = await desk.ways.current()
        delivery = open_ways.get(way)
        if delivery is None or sender.inside is not None:
            raise Conflict("way_not_configured")
        template: TemplateDocument | None = None
        if wanted.template is not None:
            template = find_template(await desk.definitions.current(), wanted.template)
            if template is None:
                raise Invalid([FieldProblem("template", "template_unknown", {"template": wanted.template})])
        return _body(await _try(desk, delivery, address, template, locale))


async def _try(
    desk: WayDesk, delivery: Delivery, address: str, template: TemplateDocument | None, locale: str
) -> dict[str, Any]:
    identity, key = await desk.identity(), f"trial:{uuid4()}"
    sms = None if template is None else template.sms
    filled = (
        None if sms is None else {"code": sms.code, "sign": sms.sign, "params": dict.fromkeys(sms.variables, EMPTY)}
    )
    lacking = delivery.lacks(filled) if isinstance(delivery, Particular) else None
    if lacking is not None:
        raise Conflict("trial_template_missing" if lacking == "template_missing" else lacking)
    envelope = Envelope(
        uuid4(),
        key,
        address,
        desk.sentences(locale, "trial_subject", {"company": identity.company or "Helpwright"}),
        desk.sentences(locale, "trial_text", {"company": identity.company or "Helpwright"}),
        delivery.reference(key, identity),
        filled,
        locale=locale,
    )
    try:
        return {"state": "sent", "reason": None, "receipt": await delivery.deliver(envelope, identity)}
    except Refused as error:
        return {"state": "refused", "reason": str(error), "receipt": None}
    except Postponed as error:
        reason = words_of_other_side(desk.sentences, locale, str(error))
        return {"state": "postponed", "reason": reason, "receipt": None}


async def _read(desk: WayDesk, way: str, locale: str) -> dict[str, Any]:
    if way not in SENDERS or SENDERS[way].to_groups:
        raise Missing
    return _answer(desk, way, (await desk.ways.stored()).get(way), locale)


def _answer(desk: WayDesk, way: str, stored: StoredWay | None, locale: str) -> dict[str, Any]:
    model = SENDERS[way].settings
    if model is None:
        inside = SENDERS[way].inside is not None
        return {
            "way": way,
            "configured": inside or way in desk.ways.standing(),
            "source": "product" if inside else "environment",
            "settings": None,
            "secrets": {},
            "changed_at": None,
            "problem": None,
        }
    usable = stored is not None and stored.settings is not None
    secrets = split(stored.settings)[1] if stored is not None and stored.settings is not None else {}
    return {
        "way": way,
        "configured": usable,
        "source": "settings",
        "settings": None if stored is None else stored.plain,
        "secrets": {name: bool(secrets.get(name)) for name in secret_members(model)},
        "changed_at": None if stored is None else iso(stored.changed_at),
        "problem": desk.sentences(locale, "way_settings_unreadable") if stored is not None and not usable else None,
    }
