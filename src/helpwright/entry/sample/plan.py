"""What happens in a world of samples, decided beforehand from a seed. Pure: the same seed gives the same story."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

COUNT: Final = 200
DAYS: Final = 60
SEED: Final = 20_260
_FIRST_PHONE: Final = 13_910_000_000
_HOURS: Final = ((8, 3), (9, 12), (10, 14), (11, 10), (12, 4), (13, 6), (14, 11), (15, 12), (16, 10), (17, 7), (18, 4),
    (19, 3), (20, 3), (21, 1))  # fmt: skip
"""Weights of the hours of a day in which customers write."""
_WORKDAYS: Final = 5
_WEEKEND_WEIGHT: Final = 0.35
_FRESH_SHARE: Final = 0.25
_FRESH_EACH: Final = 14
_FRESH_LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class Story:
    """A problem as a customer tells it, and how it was solved. `of` are kinds of problems it fits."""

    of: Sequence[str]
    text: str
    solution: str
    cause: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything that occurs; written by us, none of it real."""

    staff: Sequence[str]
    leads: Sequence[str]
    customers: Sequence[str]
    products: Mapping[str, Sequence[str]]
    replies: Sequence[str]
    notes: Sequence[str]
    rejections: Sequence[str]
    thanks: Sequence[str]
    reopened: str
    stories: Sequence[Story]


@cache
def cast() -> Cast:
    """As shipped."""
    raw = json.loads((files(__package__) / "cast.json").read_text("utf-8"))
    return Cast(**{**raw, "stories": [Story(**each) for each in raw["stories"]]})


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes. Addresses are of a domain that exists nowhere."""

    name: str
    phone: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket and how everybody behaves. Minutes are of working time, hours of wall time.

    `luck` decides what is left open here: which agent, which option, which outcome. `score` None: no answer.
    """

    number: int
    at: datetime
    channel: str
    customer: Customer
    luck: float
    urgency: float
    claim_minutes: float
    answers: bool
    answer_minutes: float
    note: bool
    work_minutes: float
    rejections: int
    confirms: bool
    confirm_hours: float
    urges: bool
    score: int | None
    score_hours: float


def customers() -> list[Customer]:
    """All of them; some have no mail address."""
    return [
        Customer(name, str(_FIRST_PHONE + place * 7919), f"c{place + 1:02}@example.com" if place % 9 else None)
        for place, name in enumerate(cast().customers)
    ]


def tickets(end: datetime, zone: ZoneInfo, count: int = COUNT, days: int = DAYS, seed: int = SEED) -> list[Ticket]:
    """`count` tickets of the last `days` days before `end`, oldest first."""
    random = Random(seed)  # noqa: S311 -- a story, not a secret
    known = customers()
    newest = max(count // _FRESH_EACH, min(count // 2, _FRESH_LEAST))
    instants = sorted(_instant(random, end, zone, days) for _ in range(count - newest))
    found = [_ticket(random, number, at, known) for number, at in enumerate(instants, start=1)]
    # So that there is something to do: the newest came just now, and nobody hurries.
    for place in range(newest, 0, -1):
        at = end - timedelta(minutes=place * 23 + random.uniform(0, 20))
        fresh = _ticket(random, len(found) + 1, at, known)
        found.append(replace(fresh, claim_minutes=fresh.claim_minutes + random.choice((5, 60, 400, 400))))
    return sorted(found, key=lambda each: each.at)


def _instant(random: Random, end: datetime, zone: ZoneInfo, days: int) -> datetime:
    """In the daytime, on workdays rather than weekends, lately a little more than long ago; before `end`."""
    hours, weights = zip(*_HOURS, strict=True)
    while True:
        back = days * (1 - random.random() ** 0.8)
        day = (end - timedelta(days=back)).astimezone(zone).date()
        weekend = day.weekday() >= _WORKDAYS
        hour = random.choices(hours, weights)[0]
        at = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), zone)
        kept = not weekend or random.random() < _WEEKEND_WEIGHT
        if kept and end - timedelta(days=days) <= at < end - timedelta(minutes=8):
            return at.astimezone(end.tzinfo)


def _happens(random: Random, share: float) -> bool:
    return random.random() < share


def _ticket(random: Random, number: int, at: datetime, known: Sequence[Customer]) -> Ticket:
    # A quarter of the customers write three quarters of the tickets.
    regular = known[: len(known) // 4]
    customer = random.choice(known if random.random() < _FRESH_SHARE else regular)
    slow = _happens(random, 0.14)
    return Ticket(
        number=number,
        at=at,
        channel=random.choices(("link", "qr", "staff"), (50, 30, 20))[0],
        customer=customer,
        luck=random.random(),
        urgency=random.random(),
        claim_minutes=random.uniform(110, 420) if slow else random.expovariate(1 / 28) + 2,
        answers=_happens(random, 0.72),
        answer_minutes=random.expovariate(1 / 14) + 1,
        note=_happens(random, 0.3),
        work_minutes=random.uniform(900, 1500) if slow and _happens(random, 0.6) else random.expovariate(1 / 150) + 8,
        rejections=random.choices((0, 1, 2), (88, 10, 2))[0],
        confirms=_happens(random, 0.7),
        confirm_hours=random.expovariate(1 / 16) + 0.3,
        urges=slow and _happens(random, 0.5),
        score=random.choices((None, 5, 4, 3, 2, 1), (45, 32, 14, 5, 2, 2))[0],
        score_hours=random.expovariate(1 / 9) + 1.2,
    )


def pick(choices: Sequence[Any], luck: float, salt: str) -> Any:
    """One of the choices, the same for the same luck and salt."""
    return Random(f"{luck}:{salt}").choice(choices)  # noqa: S311 -- a story, not a secret


def story_for(option: str | None, trade: str, luck: float) -> Story:
    """A story of this kind of problem, about a product of the trade."""
    fitting = [each for each in cast().stories if option in each.of] or list(cast().stories)
    story: Story = pick(fitting, luck, "story")
    product = pick(cast().products.get(trade) or cast().products["general"], luck, "product")
    return Story(story.of, story.text.replace("{product}", product), story.solution, story.cause)
