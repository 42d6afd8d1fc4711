"""Records of every kind of field, and random filters over them: for the shared vectors and the agreement tests."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.kernel.filter import Moment, PlainMeaning
from helpwright.kernel.filter_tests import Meaning
from helpwright.kernel.values import OPERATORS_OF, PARSERS, Kind
from helpwright.query.column import Column

HERE = Path(__file__).parent
SHARED: Mapping[str, Any] = json.loads((HERE / "filter_vectors.json").read_text())
FIELDS: Mapping[str, str] = SHARED["fields"]
SQL_TYPES: Mapping[str, str] = {
    "text": "text",
    "number": "numeric",
    "date": "date",
    "instant": "timestamptz",
    "person": "uuid",
    "team": "uuid",
    "boolean": "boolean",
    "list": "text[]",
}
TABLE = f"CREATE TABLE world (id text, {', '.join(f'{key} {SQL_TYPES[kind]}' for key, kind in FIELDS.items())})"


def kind_of(field: str) -> Kind:
    """How its values compare."""
    return COLUMNS[field].kind


def _column(key: str, kind: str) -> Column:
    plain: Kind = "id" if kind in {"person", "team"} else kind  # type: ignore[assignment]  # the file names kinds
    return Column(key, f"r.{key}", kind, OPERATORS_OF[plain], PARSERS[plain])


COLUMNS: Mapping[str, Column] = {key: _column(key, kind) for key, kind in FIELDS.items()}
MEANINGS: Mapping[str, Meaning] = {key: PlainMeaning(column.kind, column.refers) for key, column in COLUMNS.items()}


def moment_of(given: Mapping[str, Any]) -> Moment:
    """A moment as the vectors write it."""
    me = given["me"]
    return Moment(
        datetime.fromisoformat(given["now"]),
        ZoneInfo(given["zone"]),
        None if me is None else UUID(me),
        frozenset(map(UUID, given["teams"])),
    )


def stored(record: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values as they lie in the table."""
    return {key: _stored(kind_of(key), value) for key, value in record.items()}


def _stored(kind: Kind, value: Any) -> Any:
    return value if value is None or kind == "list" else PARSERS[kind](value)


# Small pools, so that random filters hit.
PEOPLE = [f"0190a000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3)]
TEAMS = [f"0190b000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3)]
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # an hour before Berlin changes its clocks
TEXTS = ["张伟", "Zoë", "zoë", "O'Neil", "a%b", "a_b", "A\\B", "Straße", "i", "İ", "ΟΔΟΣ", "οδος"]
NUMBERS: list[Any] = [0, -0.5, 12.5, "12.50", "0.10", "99999999999999999999.5", 7]
DAYS = [(date(2026, 3, 26) + timedelta(days=3 * step)).isoformat() for step in range(-2, 6)]
INSTANTS = [
    (NOW + timedelta(hours=hours, milliseconds=rest)).isoformat().replace("+00:00", "Z")
    for hours, rest in ((-400, 0), (-30, 1), (-24, 0), (-1, 999), (0, 0), (0, 1), (1, 0), (23, 500), (50, 0), (3000, 0))
]
ZONES = ["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "UTC"]
TAGS = ["red", "blue", "green"]
_POOLS: Mapping[str, Sequence[Any]] = {
    "text": TEXTS,
    "number": NUMBERS,
    "date": DAYS,
    "instant": INSTANTS,
    "person": PEOPLE,
    "team": TEAMS,
    "boolean": [True, False],
    "list": TAGS,
}
_UNITS = ["hour", "day", "week", "month", "quarter", "year"]


def random_record(chance: Random) -> dict[str, Any]:
    """JSON values, a third of them missing."""
    return {key: None if chance.random() < 1 / 3 else _random_value(chance, kind) for key, kind in FIELDS.items()}


def _random_value(chance: Random, kind: str) -> Any:
    if kind == "list":
        return chance.sample(TAGS, chance.randrange(3))
    return chance.choice(_POOLS[kind])


def random_filter(chance: Random, depth: int = 3) -> dict[str, Any]:
    """A tree that is right for the fields of the vectors."""
    if depth and chance.random() < 0.5:
        word = chance.choice(["all", "any", "not"])
        if word == "not":
            return {"not": random_filter(chance, depth - 1)}
        return {word: [random_filter(chance, depth - 1) for _ in range(chance.randrange(4))]}
    field, kind = chance.choice(list(FIELDS.items()))
    op = chance.choice(sorted(COLUMNS[field].operators))
    if op in {"empty", "filled"}:
        return {"field": field, "op": op}
    return {"field": field, "op": op, "value": _random_operand(chance, kind, op)}


def _random_operand(chance: Random, kind: str, op: str) -> Any:
    pool = _POOLS[kind]
    if op == "within":
        return _random_period(chance, units=_UNITS[1:] if kind == "date" else _UNITS)
    if op in {"in", "not_in"}:
        if kind == "team" and chance.random() < 0.5:
            return {"my": "teams"}
        return chance.sample(pool, chance.randrange(min(4, len(pool) + 1)))
    if op == "between":
        return [_random_single(chance, kind) for _ in range(2)]
    if kind == "list":
        return chance.choice(pool)
    if op in {"contains", "not_contains", "starts", "ends"}:
        text: str = chance.choice(pool)
        start = chance.randrange(len(text))
        return text[start : start + chance.randrange(3)]
    return _random_single(chance, kind)


def _random_single(chance: Random, kind: str) -> Any:
    twins = [field for field, each in FIELDS.items() if each == kind]
    if len(twins) > 1 and chance.random() < 0.3:
        return {"field": chance.choice(twins)}
    if kind == "person" and chance.random() < 0.5:
        return {"me": True}
    return chance.choice(_POOLS[kind])


def _random_period(chance: Random, units: Sequence[str]) -> Any:
    unit, shape = chance.choice(units), chance.randrange(5)
    if shape == 0:
        return {"this": unit}
    if shape == 1:
        sides = chance.choice([["after"], ["before"], ["after", "before"]])
        return {side: {chance.choice(["days", "hours", "weeks"]): chance.randint(-3, 3)} for side in sides}
    return {chance.choice(["last", "previous", "next"]): chance.randint(1, 5), "unit": unit}


def random_moment(chance: Random) -> dict[str, Any]:
    """As the vectors write it."""
    now = NOW + timedelta(minutes=chance.choice([-3000, -90, 0, 29, 30, 31, 60, 1440, 100_000]))
    return {
        "now": now.isoformat().replace("+00:00", "Z"),
        "zone": chance.choice(ZONES),
        "me": chance.choice([None, *PEOPLE]),
        "teams": sorted(chance.sample(TEAMS, chance.randrange(3))),
    }
