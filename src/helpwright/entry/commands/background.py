"""`helpwright _worker`: one process of background work, started by `serve` or `worker`."""

import argparse
from dataclasses import replace
from functools import partial

import uvloop

from helpwright.access.operations.account_links import token_for_mail
from helpwright.access.operations.audit import keep_sealing
from helpwright.access.operations.sign_in import forget_expired
from helpwright.cases.check import check_nightly
from helpwright.entry.automation import Automation, Before
from helpwright.entry.backup.schedule import keep_backing_up
from helpwright.entry.beating import keep_beating
from helpwright.entry.logs import configure_logs
from helpwright.entry.public_url import with_checked_url
from helpwright.entry.refusals import in_each_language
from helpwright.entry.serve_errors import MISCONFIGURED, PublicUrlUnusable
from helpwright.entry.test_clock import TestClock
from helpwright.entry.upkeep import Loop
from helpwright.entry.wiring import Product
from helpwright.entry.worker import Work, run_worker
from helpwright.flows.recheck import recheck_daily
from helpwright.jobs.housekeeping import Chore, keep_house
from helpwright.jobs.months import make_months
from helpwright.jobs.rush import Rush
from helpwright.kernel.clock import SystemClock
from helpwright.notify.jobs import Sending, forget_letters
from helpwright.notify.stranded import send_stranded
from helpwright.platform.database import Database
from helpwright.platform.file_store import FilesUnusable
from helpwright.platform.mail import MailUrlError
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, complain_text
from helpwright.records.batches.work import tidy_batches
from helpwright.records.files.pictures import Pictures, draw_ahead
from helpwright.records.files.purge import purge_files
from helpwright.records.imports.work import tidy_imports
from helpwright.reports.deliveries.work import forget_runs as forget_deliveries
from helpwright.reports.rollups.check import check_nightly as check_rollups_nightly
from helpwright.rules.retention import forget_runs


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--test-clock", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    configure_logs()
    environment = Environment.read()
    database_url = environment.database_url
    if database_url is None:
        return 2
    clock = SystemClock()

    def work(database: Database) -> Work:
        if not arguments.test_clock:
            return prepare(environment, database, clock)
        moved = TestClock(database, clock)
        prepared = prepare(environment, database, clock, moved.read)
        return replace(prepared, loops=(*prepared.loops, Loop("test clock", moved.follow)))

    try:
        environment = with_checked_url(environment)
        uvloop.run(run_worker(database_url, clock, work))
    except MailUrlError as error:
        complain("smtp_url_unusable", reason=in_each_language(error))
        return MISCONFIGURED
    except (FilesUnusable, PublicUrlUnusable) as error:
        complain_text(str(error))
        return MISCONFIGURED
    return 0


def prepare(environment: Environment, database: Database, clock: SystemClock, before: Before | None = None) -> Work:
    """What a worker does: rules react to the stream, messages go out, timers are delivered."""
    product = Product(environment, database, clock)
    product.ways.standing()
    rush = Rush()
    open_link = partial(token_for_mail, product.gate)
    sending = Sending(database, product.ways, product.sender_identity, clock, open_link, rush)
    automation = Automation(product, before)
    return Work(
        readers=automation.readers,
        tasks={
            "notify": sending.blueprint(),
            "imports": product.importing.blueprint(),
            "batches": product.batching.blueprint(),
            "leaving": product.leaving.blueprint(),
            "deliveries": product.delivering.blueprint(),
        },
        rush=rush,
        loops=(
            Loop("timers", automation.sweeper.run),
            Loop("beat", keep_beating),
            Loop("chores", lambda: keep_house(chores(product))),
            Loop("audit", lambda: keep_sealing(database, environment.data_dir)),
            Loop("backups", lambda: keep_backing_up(product)),
            Loop("publishing", product.publisher.attend),
            Loop("roll-ups", product.rollups.run),
        ),
        listening={"runs of rules": automation.runner.run, "timers of rules": automation.adoption.run},
        stopping=(sending.stop,),
        close=(product.ways.close,),
    )


def chores(product: Product) -> tuple[Chore, ...]:
    """What is tidied up from time to time."""
    database, clock, pictures = product.database, product.clock, Pictures(product.files)
    return (
        Chore("months of events", lambda: make_months(database, clock.now())),
        Chore("runs of rules", lambda: forget_runs(database, clock.now())),
        # As they begin, so they end: by the machine's own time, wherever the test clock stands.
        Chore("sessions", lambda: forget_expired(replace(product.gate, clock=SystemClock()))),
        Chore("messages", lambda: send_stranded(database, clock), 600.0),
        Chore("journals", lambda: recheck_daily(product.flows)),
        Chore("cases", lambda: check_nightly(product.records)),
        Chore("rollups", lambda: check_rollups_nightly(product.records)),
        Chore("letters", lambda: forget_letters(database, clock.now())),
        Chore("deliveries that nobody sends", product.delivering.fail_stranded, 600.0),
        Chore("deliveries", lambda: forget_deliveries(database, clock.now())),
        Chore("imports", lambda: tidy_imports(database, clock.now()), 300.0),
        Chore("batches", lambda: tidy_batches(database, clock.now()), 300.0),
        Chore("files", lambda: purge_files(database, product.files, clock.now())),
        Chore("pictures", lambda: draw_ahead(database, pictures), 10.0),
        Chore("columns", product.purge_columns),
        Chore("indexes", product.keep_indexes),
    )
