"""The six answers, and what is told of the desk they make."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Trade = Literal["general", "equipment", "software", "retail", "property"]
Channel = Literal["link", "qr", "phone", "mail"]
Days = Literal["mon-fri", "mon-sat", "mon-sun"]
Levels = Literal["none", "vip", "three"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
MOST_TEAMS = 8
MOST_MEMBERS = 30


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Part):
    """Somebody who works there; `login` is a mail address or phone, for who shall sign in soon."""

    name: Name
    login: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""


class Hours(_Part):
    """When people work. `lunch` closes from 12:00 to 13:30 where that lies within; `always` is round the clock."""

    days: Days = "mon-fri"
    start: Clock = "09:00"
    end: Clock = "18:00"
    lunch: bool = True
    holidays: bool = True
    always: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.always and self.start >= self.end:
            raise PydanticCustomError("hours_reversed", "work ends after it begins")
        return self


class MoreTeam(_Part):
    """A team of their own; `handles` is the kind of problem it takes, if any."""

    name: Name
    handles: Annotated[str, Field(max_length=40)] | None = None
    members: Annotated[list[Member], Field(max_length=MOST_MEMBERS)] = []


class Teams(_Part):
    """Who works on tickets. 客服部 is always there; what nobody else takes is theirs."""

    service: Annotated[list[Member], Field(max_length=MOST_MEMBERS)] = []
    tech: bool = True
    tech_members: Annotated[list[Member], Field(max_length=MOST_MEMBERS)] = []
    supervisor: Annotated[list[Member], Field(max_length=MOST_MEMBERS)] = []
    partners: bool = False
    more: Annotated[list[MoreTeam], Field(max_length=MOST_TEAMS)] = []


class Answers(_Part):
    """All six; whoever skips a question gets what is recommended."""

    trade: Trade = "general"
    channels: Annotated[list[Channel], Field(min_length=1)] = ["link", "qr", "mail"]
    teams: Teams = Teams()
    hours: Hours = Hours()
    levels: Levels = "none"
    field_service: bool = False


class Route(BaseModel):
    """Which tickets go to whom; `problem` is null for all others."""

    problem: str | None
    key: str | None
    to: str
    role: bool
    members: int


class Step(BaseModel):
    """A step of the flow."""

    key: str
    type: str
    name: str


class Preview(BaseModel):
    """The desk that these answers make, in words."""

    form: str
    fields: int
    public: bool
    problems: list[dict[str, str]]
    routes: list[Route]
    steps: list[Step]
    rules: list[str]
    dashboard: str
    charts: int
    first_response_hours: float
    hours: list[str]


class Founded(BaseModel):
    """The app that was made. `left_out` are members who could not be added, with the reason in words."""

    app: str
    samples: bool
    left_out: list[str]


class Founding(_Part):
    """The answers, and whether samples shall be made."""

    answers: Answers = Answers()
    samples: bool = True


def work_hours(hours: Hours) -> list[str]:
    """Opening hours of a day as a calendar writes them."""
    if hours.always:
        return ["00:00-24:00"]
    if hours.lunch and hours.start < "12:00" and hours.end > "13:30":
        return [f"{hours.start}-12:00", f"13:30-{hours.end}"]
    return [f"{hours.start}-{hours.end}"]
