"""The queue of due work: procrastinate on our PostgreSQL.

Tasks stand beside their concept as procrastinate blueprints and are bound by the worker (`JobQueue.add`). `defer` is a
statement like any other, so that a job exists exactly when the transaction that wanted it has committed. Times of
the queue are the real ones of machine and database, whatever the product's clock says.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import procrastinate
import psycopg
import structlog
from procrastinate import sql
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.types import JobToDefer
from psycopg.types.json import Jsonb

from helpwright.jobs.connection import Pause, standing_connection
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import SEARCH_PATH, Statement

log = structlog.get_logger(__name__)

RETRY_DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
UNFINISHED = "SELECT args FROM procrastinate_jobs WHERE task_name = %(task)s AND status IN ('todo', 'doing')"
"""SQL: the arguments (jsonb) of the jobs of `task` that wait or run, to look at in a statement of one's own."""

OLD_QUEUE: Final = "default"
"""Where versions before had all their jobs; one that still runs beside us goes on so."""
_WORKER = "helpwright worker"
_HEARTBEAT_SECONDS = 5.0
_DEAD_AFTER_SECONDS = 15.0
_SWEEP_SECONDS = 5.0
_POLL_SECONDS = 5.0
_WALL = SystemClock()

_TAKE_OVER = b"""SELECT procrastinate_retry_job_v2(id, %(at)s, NULL, NULL, NULL) FROM procrastinate_jobs
WHERE status = 'doing' AND NOT EXISTS (
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = %(worker)s)"""


def defer(task: str, arguments: Sequence[Mapping[str, Any]], delay: timedelta | None = None) -> Statement:
    """One job of `task` (`namespace:name`) for each of `arguments` (JSON), due at once or after `delay`.

    Each task has a queue of its name.
    """
    due: datetime | None = None if delay is None else _WALL.now() + delay
    jobs = [JobToDefer(task, task, 0, None, None, Jsonb(dict(each)), due) for each in arguments]  # type: ignore[arg-type]
    return Statement(sql.queries["defer_jobs"], {"jobs": jobs})


def is_last_try(job: Job) -> bool:
    """Whether a job under `Retry` is not tried again when it fails now."""
    return job.attempts >= len(RETRY_DELAYS)


class Retry(BaseRetryStrategy):
    """Again after 1, 5 and 30 minutes, then failed; at once when only the worker was told to stop."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again."""
        if isinstance(exception, asyncio.CancelledError | JobAborted):
            return RetryDecision(retry_at=_WALL.now())
        if is_last_try(job):
            return None
        return RetryDecision(retry_at=_WALL.now() + RETRY_DELAYS[job.attempts])


class JobQueue:
    """Runs jobs in this process, up to `concurrency` at a time, all on one event loop.

    Jobs of a worker that died are taken up again: at once when this is the only worker, else at most 25 s after its
    last heartbeat. A job may therefore run twice and must be idempotent. Jobs of tasks that this version does not know
    are left to workers of the version that does: during an upgrade both run side by side.
    """

    def __init__(self, url: str, *, concurrency: int = 4, finish_seconds: float = 8.0) -> None:
        self._url = url
        self._finish_seconds = finish_seconds
        self._concurrency = concurrency
        self.app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=url,
                min_size=1,
                max_size=3,
                timeout=5,
                max_idle=60,
                kwargs={
                    "options": f"-c search_path={SEARCH_PATH} -c timezone=UTC",
                    "application_name": _WORKER,
                },
            ),
        )

    def add(self, namespace: str, blueprint: procrastinate.Blueprint) -> None:
        """Bind the tasks of a concept; their names become `namespace:name`."""
        self.app.add_tasks_from(blueprint, namespace=namespace)

    async def run(self) -> None:
        """Work until cancelled; running jobs get `finish_seconds`, then they are cancelled and run again later."""
        pause = Pause()
        while True:
            try:
                await self._work()
            except (ConnectorException, psycopg.Error, OSError) as error:
                log.warning("queue_waits_for_database", error=str(error.__cause__ or error))
            await pause.wait()

    async def _work(self) -> None:
        async with standing_connection(self._url, "helpwright start") as connection:
            await connection.execute(f"SET search_path = {SEARCH_PATH}".encode())
            taken = await connection.execute(_TAKE_OVER, {"at": _WALL.now(), "worker": _WORKER})
            if taken.rowcount:
                log.info("jobs_taken_over", jobs=taken.rowcount)
        sweeper: asyncio.Task[None] | None = None
        try:
            await self.app.open_async()
            sweeper = asyncio.create_task(self._sweep(), name="stalled jobs")
            await self.app.run_worker_async(
                queues=[*self.app.tasks, OLD_QUEUE],
                concurrency=self._concurrency,
                delete_jobs="successful",
                fetch_job_polling_interval=_POLL_SECONDS,
                shutdown_graceful_timeout=self._finish_seconds,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                stalled_worker_timeout=_DEAD_AFTER_SECONDS,
                install_signal_handlers=False,
            )
        finally:
            if sweeper is not None:
                sweeper.cancel()
                with suppress(asyncio.CancelledError):
                    await sweeper
            await self.app.close_async()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            with suppress(ConnectorException):
                await self._retry_stalled()

    async def _retry_stalled(self) -> None:
        manager = self.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_SECONDS):
            if job.id is not None:
                log.info("stalled_job_retried", job=job.id, task=job.task_name)
                await manager.retry_job_by_id_async(job.id, retry_at=_WALL.now())
