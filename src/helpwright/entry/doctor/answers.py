"""What the health page is told."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from helpwright.entry.backup.schedule import BackupPlan
from helpwright.kernel.text import localize


class CheckAnswer(BaseModel):
    """A check in the reader's language: how it stands, and what to do (null: nothing)."""

    check: str
    level: Literal["good", "note", "warning", "bad"]
    code: str
    name: str
    text: str
    advice: str | None


class QueueAnswer(BaseModel):
    """What waits: jobs by state, events behind the slowest reader, due timers, runs of rules that are ready."""

    todo: int
    doing: int
    failed: int
    unread: int
    unread_seconds: int
    timers: int
    runs: int
    workers: int


class SlowRuleAnswer(BaseModel):
    """A rule's runs of the last day: how many, how many failed, milliseconds on average and at most."""

    rule: str
    name: str
    runs: int
    failed: int
    average: float
    longest: float


class MessagesAnswer(BaseModel):
    """Messages of the last day by state."""

    sent: int
    failed: int
    waiting: int


class DiskAnswer(BaseModel):
    """Bytes of one disk that we fill."""

    folder: str
    free: int
    total: int


class TableAnswer(BaseModel):
    """One of the largest tables: bytes with its indexes, rows as the database estimates them."""

    name: str
    bytes: int
    rows: int


class DatabaseAnswer(BaseModel):
    """Bytes of the database, its largest tables, its connections."""

    bytes: int
    tables: list[TableAnswer]
    connections: int
    most_connections: int


class ArchiveAnswer(BaseModel):
    """A backup in the folder of this machine."""

    name: str
    bytes: int
    at: datetime


class LastBackupAnswer(BaseModel):
    """The last one that was made, wherever it is. `missing` attachments could not be saved."""

    at: datetime
    file: str
    size: int
    rows: int
    files: int
    missing: int
    seconds: float


class FailureAnswer(BaseModel):
    """The last attempt that failed, if none succeeded since."""

    at: datetime
    reason: str


class DrillAnswer(BaseModel):
    """The last rehearsal of a restore."""

    at: datetime
    made_at: datetime
    seconds: float
    rows: int
    files: int
    problem: str | None


class BackupsAnswer(BaseModel):
    """Backups. `next_at` is null when none is planned; `running`: one is being made by this process."""

    plan: BackupPlan
    folder: str
    next_at: datetime | None
    last: LastBackupAnswer | None
    failure: FailureAnswer | None
    drill: DrillAnswer | None
    archives: list[ArchiveAnswer]
    running: bool


class VersionsAnswer(BaseModel):
    """Of the product, of what it runs on, and of the tables."""

    product: str
    python: str
    postgres: str
    tables: str
    system: str


class SystemHealthAnswer(BaseModel):
    """How the installation stands, as of `at`; `level` is that of the worst check."""

    at: datetime
    level: Literal["good", "note", "warning", "bad"]
    checks: list[CheckAnswer]
    queue: QueueAnswer
    slow_rules: list[SlowRuleAnswer]
    messages: MessagesAnswer
    disks: list[DiskAnswer]
    database: DatabaseAnswer
    backups: BackupsAnswer
    versions: VersionsAnswer


def backup_state(state: dict[str, Any], locale: str) -> dict[str, Any]:
    """`last`, `failure` and `drill` as far as they say something now, in that language."""
    last, failure = state.get("last"), state.get("failure")
    old = failure is not None and last is not None and failure["at"] <= last["at"]
    if failure is not None:
        failure = {**failure, "reason": localize(failure["reason"], locale)}
    return {"last": last, "failure": None if old else failure, "drill": state.get("drill")}
