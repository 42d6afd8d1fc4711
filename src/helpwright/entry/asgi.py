"""The web application of one process."""

import os
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, WebSocket

from helpwright.access import api as access_api
from helpwright.access.gate import find_session, from_own_pages, gate_of
from helpwright.access.model import Caller
from helpwright.access.operations.keys import opens
from helpwright.access.operations.rates import keep_adding_up
from helpwright.access.rate_guard import RateGuard
from helpwright.access.rates import Rates
from helpwright.definitions import api as definitions_api
from helpwright.definitions.studio import api as studio_api
from helpwright.definitions.studio.home_api import home_routes
from helpwright.definitions.studio.taking_back_api import taking_back_routes
from helpwright.entry import calendar_preview, role_presets, workspace
from helpwright.entry.automation import Automation
from helpwright.entry.background import WebBackground
from helpwright.entry.beating import keep_beating
from helpwright.entry.blueprint_schema import schema_routes
from helpwright.entry.doctor.api import health_routes
from helpwright.entry.first_run import api as first_run_api
from helpwright.entry.kinds import FIELD_TYPES
from helpwright.entry.leaving.api import leaving_routes
from helpwright.entry.sample.api import routes as sample_routes
from helpwright.entry.sample.door import TrialDoor
from helpwright.entry.sample.product import SampleProduct
from helpwright.entry.sample.worlds import Worlds
from helpwright.entry.static import Pages
from helpwright.entry.studio_catalogue import catalogue_routes
from helpwright.entry.test_clock import FollowingClock, TestClock, ToldTime
from helpwright.entry.test_clock import routes as test_clock_routes
from helpwright.entry.upkeep import Loop
from helpwright.entry.wiring import Product
from helpwright.flows import api as flows_api
from helpwright.flows.bulk_api import bulk_task_routes
from helpwright.flows.instance_api import instance_routes
from helpwright.flows.migrations.api import migration_routes
from helpwright.flows.standing import StandingDesk, standing_routes
from helpwright.forms.sheet_api import sheet_routes as guess_routes
from helpwright.jobs.api import Admission, live_routes
from helpwright.jobs.months import make_months
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.errors import Unauthenticated
from helpwright.notify.api import message_routes, notification_routes, robot_routes, template_routes, way_routes
from helpwright.platform import problems
from helpwright.platform.guards import BodyLimit, SecurityHeaders
from helpwright.platform.routes import take_in
from helpwright.platform.short_way import ShortWay, Ways
from helpwright.portal import api as portal_api
from helpwright.portal import survey_api
from helpwright.portal.files_api import reply_file_routes
from helpwright.portal.links import Follower
from helpwright.records import api as records_api
from helpwright.records import reveal_api
from helpwright.records.activity_api import activity_routes
from helpwright.records.batches.api import batch_routes
from helpwright.records.bulk_api import bulk_routes
from helpwright.records.choosing import choosing_routes
from helpwright.records.exports.api import export_routes
from helpwright.records.files.api import file_routes, public_file_routes
from helpwright.records.files.pieces_api import piece_routes, public_piece_routes
from helpwright.records.imports.api import import_routes
from helpwright.records.views.api import pinned_routes, view_routes
from helpwright.reports import api as reports_api
from helpwright.reports.deliveries.api import delivery_routes, refusal_pages
from helpwright.reports.links.api import board_pages, link_routes
from helpwright.reports.studio_api import dataset_routes
from helpwright.rules import api as rules_api
from helpwright.rules.trial_api import routes as trial_routes

_ROOT = "/api/v1"
_STREAMED = re.compile(
    r"POST /api/v1/(public/)?forms/[^/]+/(records/[^/]+/)?files|PUT /api/v1/apps/[^/]+/blueprint"
    r"|POST /api/v1/(blueprints|people/sheet|sheets/guess|forms/[^/]+/imports)|PATCH /api/v1/(public/)?uploads/[^/]+"
)
"""Calls that stream their body and count for themselves, matched whole: the end of a path may be a parameter."""


async def _admit(socket: WebSocket) -> Admission[Caller | Follower]:
    """Who opens a live connection: the same cookie as for every request, from our own pages only."""
    gate = gate_of(socket)
    await from_own_pages(socket, gate)
    session = await find_session(socket, gate)
    if session is None:
        raise Unauthenticated
    return Admission(session.caller, session.token_hash)


def create_app(product: Product, *, test_clock: bool = False) -> FastAPI:
    """Routes, guards and what runs beside them."""
    clock = TestClock(product.database, product.clock) if test_clock else None
    automation = Automation(product)
    # A world of samples has none of its own.
    worlds = None if isinstance(product, SampleProduct) else Worlds(product, create_app)
    rates = Rates()
    beside = (
        *(() if clock is None else (Loop("test clock", clock.follow),)),
        *(() if worlds is None else _of_the_process(worlds, partial(keep_adding_up, product.database, rates))),
    )
    background = WebBackground(product, beside)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # A process that takes the place of another while the database is away says so instead of failing too.
        if await product.database.open_soon() or clock is not None:
            await product.definitions.refresh()
            await make_months(product.database, product.clock.now())
        if clock is not None:
            await clock.begin()
        async with background.running():
            yield
            if worlds is not None:
                await worlds.close()
        await product.ways.close()
        await product.publisher.close()
        await product.database.close()

    app = FastAPI(
        title="Helpwright 服匠",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    gate = product.gate if clock is None else replace(product.gate, clock=SystemClock())
    ways = Ways()
    app.add_middleware(ShortWay, ways=ways, sentences=product.sentences)
    problems.install(app, product.sentences)
    app.add_middleware(
        BodyLimit,
        sentences=product.sentences,
        exempt=lambda method, path: _STREAMED.fullmatch(f"{method} {path}") is not None,
    )
    if worlds is not None:
        app.add_middleware(
            RateGuard,
            rates=rates,
            clock=product.clock,
            sentences=product.sentences,
            find_key=partial(opens, gate),
        )
        app.state.rates = rates
    if clock is not None:
        app.add_middleware(FollowingClock, clock=clock)
    gate.install(app)
    more = [test_clock_routes(clock, lambda: automation.settling)]
    if worlds is not None:
        app.state.worlds = worlds
        app.add_middleware(TrialDoor, worlds=worlds, gate=gate, sentences=product.sentences)
        more += [sample_routes(product, worlds), first_run_api.routes(product, worlds)]
        more.append(health_routes(product, os.environ.get("HELPWRIGHT_ADDRESS")))
    # The outermost: also what the door of the samples answers by itself goes out with them.
    app.add_middleware(SecurityHeaders)
    if clock is not None:
        app.add_middleware(ToldTime, clock=product.clock)
    routers = (*_interface(product), *more)
    for router in routers:
        take_in(app, router, _ROOT)
    ways.take(routers, _ROOT)
    take_in(app, board_pages(product.link_desk))
    take_in(app, refusal_pages(product.delivery_desk))
    app.include_router(_lines(product, background), prefix=_ROOT)
    # Not a mount, which would take a path of the interface asked with a wrong method for a page.
    app.router.default = Pages()
    return app


def _of_the_process(worlds: Worlds, add_up: Callable[[], Coroutine[Any, Any, None]]) -> tuple[Loop, ...]:
    """What goes on once in a process, however many worlds of samples are open in it."""
    return Loop("beat", keep_beating), Loop("samples", worlds.keep_tidy), Loop("request counts", add_up)


def _lines(product: Product, background: WebBackground) -> APIRouter:
    """Live connections: of people who work here, and of who has a progress link."""

    async def follow(socket: WebSocket) -> Admission[Caller | Follower]:
        follower = await product.portal_desk.follower(socket.path_params["token"])
        return Admission(follower, follower)

    lines = APIRouter()
    lines.include_router(live_routes(background.hub, _admit, presence=background.presence))
    lines.include_router(live_routes(background.hub, follow, "/public/progress/{token}/live"))
    return lines


def _interface(product: Product) -> Iterator[APIRouter]:
    """All routes, relative to `/api/v1`. What is asked most comes first: paths are compared one after the other."""
    yield portal_api.routes(product.portal_desk)
    # Before the records, whose ids stand where its word does.
    yield choosing_routes(product.record_desk)
    yield export_routes(product.record_desk, product.sentences)
    yield records_api.routes(product.record_desk)
    yield activity_routes(product.record_desk)
    yield reveal_api.routes(product.record_desk, product.texts_beside)
    yield flows_api.routes(product.flow_desk)
    yield bulk_task_routes(product.flow_desk)
    yield bulk_routes(product.record_desk, product.sentences)
    yield batch_routes(product.record_desk, product.sentences)
    yield view_routes(product.record_desk)
    yield pinned_routes(product.record_desk)
    yield import_routes(product.record_desk, product.sentences)
    yield guess_routes(FIELD_TYPES)
    yield survey_api.routes(product.portal_desk)
    listening = os.environ.get("HELPWRIGHT_ADDRESS")
    yield access_api.routes(
        product.install_blueprint,
        product.environment.public_url,
        listening,
        product.environment.data_dir,
        product.words_of_forms,
    )
    yield workspace.routes(product)
    yield role_presets.routes(product)
    yield calendar_preview.routes(product.clock)
    yield public_file_routes(product.file_desk)
    yield leaving_routes(product.leaving_desk)
    yield reply_file_routes(product.portal_desk, product.file_desk)
    yield file_routes(product.file_desk)
    yield public_piece_routes(product.file_desk)
    yield piece_routes(product.file_desk)
    yield instance_routes(product.flow_desk)
    yield reports_api.routes(product.report_desk)
    yield delivery_routes(product.delivery_desk, product.report_desk.reader)
    yield link_routes(product.link_desk, product.report_desk.reader)
    yield rules_api.routes(product.rule_desk)
    yield definitions_api.routes(product.blueprints)
    yield studio_api.routes(product.studio)
    yield schema_routes(product.blueprints.kinds)
    yield message_routes(product.database, product.reach.readable_message_forms, product.sentences, product.retrying)
    yield way_routes(product.way_desk)
    yield robot_routes(product.robot_desk)
    yield template_routes(product.template_desk)
    yield notification_routes(product.notification_desk)
    yield catalogue_routes(product.sentences)
    yield trial_routes(product.trial_desk)
    yield home_routes(product.studio, product.clock)
    yield taking_back_routes(product.studio, product.clock)
    yield standing_routes(StandingDesk(product.database, product.clock))
    yield migration_routes(product.migration_desk)
    yield dataset_routes(product.studio, FIELD_TYPES)
