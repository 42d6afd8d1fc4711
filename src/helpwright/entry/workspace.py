"""What the console needs when it starts, the settings of the organization, and whether we are well."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access.audit import entry
from helpwright.access.gate import ForSettings, InSession, SignedIn
from helpwright.access.logins import MalformedError
from helpwright.access.model import Caller, system_roles_of
from helpwright.access.setup import read_public_url
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.settings import save_settings
from helpwright.entry.answers import HealthAnswer, SettingsAnswer, WorkspaceAnswer
from helpwright.entry.wiring import Product
from helpwright.forms.answers import FormAnswer
from helpwright.forms.form import Form
from helpwright.forms.promises import CLOCKS, ServicePolicy, ServiceTargets, promised_by
from helpwright.kernel.country import Country, is_zone
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.text import localize
from helpwright.platform.database import Statement, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.records.links import target_of
from helpwright.records.read import View, require_form
from helpwright.records.views.built_in import built_in_views

Locale = Annotated[str, Depends(read_locale)]


class SettingsBody(BaseModel):
    """Settings of the organization; what is absent stays."""

    model_config = ConfigDict(extra="forbid")
    company: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = None
    public_url: Annotated[str, Field(max_length=300)] | None = None
    language: Literal["zh-CN", "en"] | None = None
    zone: Annotated[str, Field(max_length=64)] | None = None
    country: Country | None = None


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def describe_form(product: Product, view: View, locale: str, asked: str) -> dict[str, Any]:
    """A form as the caller may use it."""
    form: Form = view.form
    readable = view.readable()
    fields = []
    for field in form.in_layout:
        if field.key not in readable and (field.key not in form.layout_only or view.right(field.key) == "hidden"):
            continue
        settings = field.settings
        described = field.describe(locale) | {"access": view.right(field.key)}
        if settings.fill is not None:
            described["fill"] = {
                "form": f"{form.app}.{settings.fill.source}",
                "match": settings.fill.match,
                "set": settings.fill.set,
            }
        if field.type.refers == "record":
            described["form"] = target_of(form, field)
        fields.append(described)
    public = form.document.public
    service = form.document.service
    policies = service.policies if service is not None else {}
    url = product.links.form(view.definitions, form, asked)
    return {
        "key": form.name,
        "name": localize(form.document.name, locale),
        "version": form.version,
        "title_field": form.title_field.key if form.title_field is not None else None,
        "case": form.status is not None,
        "policies": [{"key": key, "label": localize(each.name, locale)} for key, each in policies.items()],
        "promises": _promises(service, locale),
        "can": sorted(view.rights.actions(form.name)),
        "public": {"slug": public.slug, "url": url} if public is not None else None,
        "fields": fields,
        "layout": form.layout([each["key"] for each in fields], locale),
        "views": built_in_views(product.records, view, locale),
    }


def _promises(service: ServiceTargets | None, locale: str) -> dict[str, Any]:
    promised = promised_by(service).clocks
    every: list[ServiceTargets | ServicePolicy] = [] if service is None else [service, *service.policies.values()]
    levels = {key: level for each in reversed(every) for key, level in each.levels.items()}
    keys = dict.fromkeys(key for each in every for key in each.levels)
    return {
        "clocks": [each for each in CLOCKS if each in promised],
        "levels": [
            {"key": key, "name": localize(levels[key].name, locale), "color": levels[key].color} for key in keys
        ],
    }


def routes(product: Product) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router()

    @router.get("/health", response_model=HealthAnswer, tags=["health"])
    async def health() -> Response:
        await product.database.all(Statement("SELECT 1 AS one"))
        return _body({"status": "ok"})

    @router.get("/workspace", response_model=WorkspaceAnswer, tags=["workspace"])
    async def workspace(session: InSession, request: Request, locale: Locale) -> Response:
        caller = session.caller
        definitions = await product.definitions.current(caller.epoch)
        asked = str(request.base_url).rstrip("/")
        person = session.person
        return _body(
            {
                "company": definitions.company,
                "zone": definitions.zone.key,
                "language": definitions.language,
                "country": definitions.country,
                "public_url": product.links.base(definitions) or None,
                "trial_messages": product.environment.smtp_url is None,
                "can_read_messages": product.reach.message_forms(caller, definitions) != [],
                "person": {
                    "id": str(person.id),
                    "name": person.name,
                    "email": person.email,
                    "phone": person.phone,
                    "staff_number": person.staff_number,
                    "admin": person.admin,
                    "system_roles": system_roles_of(asdict(person)),
                    "locale": person.locale,
                },
                "csrf_token": session.csrf_token,
                "apps": _apps(product, caller, definitions, locale, asked),
            },
        )

    @router.get("/forms/{form}", response_model=FormAnswer, tags=["records"])
    async def read_form(form: str, caller: SignedIn, request: Request, locale: Locale) -> Response:
        view = await product.record_desk.view(caller, form)
        await require_form(product.records, view)
        return _body(describe_form(product, view, locale, str(request.base_url).rstrip("/")))

    @router.put("/settings", response_model=SettingsAnswer, tags=["workspace"])
    async def change_settings(wanted: SettingsBody, caller: ForSettings) -> Response:
        values = _chosen(wanted)
        if values:
            told = entry(product.clock.now(), "settings_changed", caller, "settings", values)
            await product.database.write([*save_settings(values), told])
        definitions = await product.definitions.refresh()
        return _body(
            {
                "company": definitions.company,
                "public_url": definitions.public_url,
                "zone": definitions.zone.key,
                "country": definitions.country,
                "language": definitions.language,
            }
        )

    return router


def _zone(name: str) -> str:
    if not is_zone(name):
        raise Invalid([FieldProblem("zone", "zone_unknown")])
    return name


def _chosen(wanted: SettingsBody) -> dict[str, Any]:
    """What is to be stored. Raises Invalid."""
    values: dict[str, Any] = {}
    if wanted.company is not None:
        values["company"] = wanted.company
    if wanted.public_url is not None:
        values["public_url"] = _public_url(wanted.public_url)
    if wanted.language is not None:
        values["language"] = wanted.language
    if wanted.zone is not None:
        values["zone"] = _zone(wanted.zone)
    if wanted.country is not None:
        values["country"] = wanted.country
    return values


def _public_url(text: str) -> str | None:
    if not text.strip():
        return None
    try:
        return read_public_url(text)
    except MalformedError as error:
        raise Invalid([FieldProblem("public_url", error.code)]) from error


def _sees(view: View) -> bool:
    return bool(view.rights.actions(view.form.name))


def _apps(
    product: Product,
    caller: Caller,
    definitions: DefinitionSet,
    locale: str,
    asked: str,
) -> list[Mapping[str, Any]]:
    rights = product.rights_of(caller, definitions)
    dashboards = rights.dashboards()
    found: list[Mapping[str, Any]] = []
    for app in definitions.apps.values():
        views = [
            View(caller, definitions, form, rights)
            for form in product.records.forms(definitions)
            if form.app == app.key
        ]
        forms = [describe_form(product, view, locale, asked) for view in views if _sees(view)]
        boards = [
            {"key": part.name, "name": localize(part.document.get("name"), locale)}
            for part in definitions.of_kind("dashboard", app.key)
            if part.name in dashboards
        ]
        teams = [
            {
                "key": part.name,
                "name": localize(part.document.get("name"), locale),
                "member": part.name in caller.team_names,
            }
            for part in definitions.of_kind("team", app.key)
        ]
        if forms or boards or caller.may("definitions"):
            found.append(
                {
                    "key": app.key,
                    "name": localize(app.name, locale),
                    "forms": forms,
                    "dashboards": boards,
                    "teams": teams,
                }
            )
    return found
