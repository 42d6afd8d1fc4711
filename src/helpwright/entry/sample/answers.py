"""Shapes of answers about samples and trials, for the interface description."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from helpwright.entry.sample.plan import COUNT, DAYS


class TrialRole(BaseModel):
    """Whom one may try out being: a role of the app, or `customer`."""

    key: str
    name: str


class SampleState(BaseModel):
    """Samples of an app. While they are made, `done` of `total` tickets are there; `error` is the code of a failure."""

    state: Literal["none", "making", "ready", "failed", "cancelled"]
    done: int
    total: int
    error: str | None
    message: str | None
    roles: list[TrialRole]


class SampleWish(BaseModel):
    """What shall be made. The same seed gives the same story."""

    model_config = ConfigDict(extra="forbid")
    count: Annotated[int, Field(ge=1, le=1000)] = COUNT
    days: Annotated[int, Field(ge=1, le=366)] = DAYS
    seed: int | None = None
    trade: Annotated[str, Field(max_length=40)] = "general"


class SamplesRemoved(BaseModel):
    """How many tickets there were."""

    removed: int


class TrialWish(BaseModel):
    """In which app, and as whom."""

    model_config = ConfigDict(extra="forbid")
    app: Annotated[str, Field(max_length=40)]
    role: Annotated[str, Field(max_length=60)]


class TrialIdentity(BaseModel):
    """Whom the session tries out being. `person` is somebody of the samples; `open` is where to begin."""

    app: str
    app_name: str
    role: str
    role_name: str
    person: str | None
    roles: list[TrialRole]
    open: str
    progress: str | None


class TrialState(BaseModel):
    """`trial` is null for whoever is just themselves; `csrf_token` goes into every write from now on."""

    trial: TrialIdentity | None
    csrf_token: str


class ChecklistItem(BaseModel):
    """One thing to do before going live. `go` is where in the console it is done."""

    key: Literal["submitted", "members", "mail", "sms", "address", "samples"]
    done: bool
    names: list[str]
    go: str | None


class Checklist(BaseModel):
    """What is done, and what is left."""

    items: list[ChecklistItem]
    done: int
