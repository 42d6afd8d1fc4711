"""Shapes of answers about the installation as a whole, for the interface description."""

from typing import Literal

from pydantic import BaseModel

from helpwright.access.api.session import PersonAnswer
from helpwright.forms.answers import FormAnswer
from helpwright.reports.answers import DashboardName


class HealthAnswer(BaseModel):
    """The database answers."""

    status: Literal["ok"]


class TeamAnswer(BaseModel):
    """A team of an app, and whether the caller belongs to it."""

    key: str
    name: str
    member: bool


class AppAnswer(BaseModel):
    """What the caller may see of an app."""

    key: str
    name: str
    forms: list[FormAnswer]
    dashboards: list[DashboardName]
    teams: list[TeamAnswer]


class WorkspaceAnswer(BaseModel):
    """What the console needs at start. With `trial_messages` there is no mail server: mail is recorded, not sent.

    `zone`: where its days lie; `country`: where it works.
    """

    company: str
    zone: str
    language: str
    country: str
    public_url: str | None
    trial_messages: bool
    can_read_messages: bool
    person: PersonAnswer
    csrf_token: str
    apps: list[AppAnswer]


class SettingsAnswer(BaseModel):
    """The settings as they are now."""

    company: str
    public_url: str | None
    language: str
    zone: str
    country: str
