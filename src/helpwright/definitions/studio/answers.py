"""Shapes of answers about artefacts and publications, for the interface description."""

from typing import Any, Literal

from pydantic import BaseModel

from helpwright.definitions.answers import ChangeAnswer, DetailAnswer
from helpwright.kernel.text import LocalText


class ProblemAnswer(BaseModel):
    """What is wrong: `at` leads into the document of `kind` and `key`, `path` from the root of a blueprint.

    Errors keep the app from being published, warnings do not. `since`: the version of the app that is taken back first.
    """

    path: str
    kind: str
    key: str
    at: list[str | int]
    code: str
    message: str
    severity: Literal["error", "warning"]
    since: int | None = None


class ByAnswer(BaseModel):
    """Who did it; null: the command line, or somebody who is gone."""

    id: str | None
    name: str | None


class LiveAnswer(BaseModel):
    """What is live."""

    version: int
    document: dict[str, Any]


class DraftAnswer(BaseModel):
    """The draft. `removed`: it shall be gone, there is no document. `behind`: another version went live meanwhile."""

    version: int
    base: int
    removed: bool
    behind: bool
    document: dict[str, Any] | None
    changed_at: str
    changed_by: str | None


class VersionAnswer(BaseModel):
    """One published version, and what it changed."""

    version: int
    live: bool
    published_at: str
    published_by: ByAnswer
    note: str | None
    diff: list[str]


class UsedKeyAnswer(BaseModel):
    """A key that was published: it can neither be changed nor, once it is gone, be given to something else."""

    element: str
    at: list[str | int]


class ArtefactAnswer(BaseModel):
    """One artefact with everything a designer needs."""

    kind: str
    app: str
    key: str
    name: str
    live: LiveAnswer | None
    draft: DraftAnswer | None
    problems: list[ProblemAnswer]
    versions: list[VersionAnswer]
    used: list[UsedKeyAnswer]


class SavedAnswer(BaseModel):
    """A saved draft. `inverses` lead back, applied in their order."""

    version: int
    document: dict[str, Any] | None
    problems: list[ProblemAnswer]
    inverses: list[dict[str, Any]] = []


class OldVersionAnswer(BaseModel):
    """The document of a published version."""

    version: int
    document: dict[str, Any]


class PartAnswer(BaseModel):
    """An artefact in the list of an app's. `document` (the draft, else what is live) when documents are asked for."""

    kind: str
    section: str
    key: str
    label: str
    state: Literal["live", "changed", "new", "removing", "removed"]
    live_version: int | None
    draft_version: int | None
    problems: int
    warnings: int
    document: dict[str, Any] | None = None


class AppDefinitionsAnswer(BaseModel):
    """An app with its artefacts."""

    app: str
    name: LocalText
    parts: list[PartAnswer]


class BackfillAnswer(BaseModel):
    """How many rows of a part were carried into new columns."""

    part: str
    done: int
    total: int


class ErrorAnswer(BaseModel):
    """Why a publication failed; nothing of it was kept."""

    code: str
    message: str
    errors: list[dict[str, Any]]


class PublicationAnswer(BaseModel):
    """A publication: how far it is, how it ended. `version`: the how-many-th of its app that went live.

    `note` is what its publisher says about it; with `due_at` it waits for that time. `takes_back` is the publication
    whose changes it undoes.
    """

    id: str
    app: str
    reason: Literal["changes", "blueprint", "rollback"]
    state: Literal["waiting", "running", "done", "failed"]
    step: Literal["check", "expand", "backfill", "index", "switch", "contract"]
    version: int | None
    note: str | None
    due_at: str | None
    canceling: bool
    progress: list[BackfillAnswer]
    parts: list[str]
    takes_back: str | None
    started_at: str
    started_by: str | None
    finished_at: str | None
    error: ErrorAnswer | None


class PublicationsAnswer(BaseModel):
    """The newest first; `next` is the cursor for those before them."""

    items: list[PublicationAnswer]
    next: str | None


class ChangesAnswer(BaseModel):
    """What publishing an app's drafts would change. `accept` are the effects that must be accepted first.

    `version` is the app's that is live (0: nothing was published yet), `count` the number of changes.
    `problems` stand in the way, `warnings` do not.
    """

    app: str
    label: str
    version: int
    count: int
    changes: list[ChangeAnswer]
    problems: list[ProblemAnswer]
    warnings: list[ProblemAnswer]
    accept: list[str]
    running: PublicationAnswer | None
    scheduled: PublicationAnswer | None


class LeftBehindItem(BaseModel):
    """A value that the new type of its field did not take."""

    form: str
    field: str
    record: str
    number: str
    value: str


class LeftBehindAnswer(BaseModel):
    """Values that stayed in the column they came from."""

    items: list[LeftBehindItem]
    next: str | None


class AppItem(BaseModel):
    """An app among all: how many parts of each kind it has, how many changes wait, what went live last."""

    app: str
    name: LocalText
    label: str
    parts: dict[str, int]
    changed: int
    problems: int
    version: int
    published_at: str | None
    published_by: str | None


class AppsAnswer(BaseModel):
    """Every app."""

    items: list[AppItem]


class FactsOfPart(BaseModel):
    """Numbers about a live part; each kind has its own, counted up to a bound where there may be many."""

    records: int | None = None
    open: int | None = None
    runs: int | None = None
    failed: int | None = None
    answers: int | None = None
    average: float | None = None
    people: int | None = None


class OverviewAnswer(BaseModel):
    """One app at a glance. `facts` by kind and key.

    Records of a form, open instances of a flow, runs of a rule in the last 7 days, answers to a survey in the last 30,
    people in a role or team.
    """

    app: str
    name: LocalText
    label: str
    version: int
    published_at: str | None
    published_by: str | None
    facts: dict[str, dict[str, FactsOfPart]]


class ComparedAnswer(BaseModel):
    """What lies between two versions."""

    details: list[DetailAnswer]


class PublishedPart(BaseModel):
    """What a publication made of one part."""

    kind: str
    key: str
    label: str
    version: int | None
    change: Literal["added", "changed", "removed"]
    details: list[DetailAnswer]


class PublishedPartsAnswer(BaseModel):
    """All parts of a publication."""

    items: list[PublishedPart]
