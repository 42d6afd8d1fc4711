"""What becomes of each row of a sheet of people: new, changed, the same, or wrong. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from helpwright.kernel.errors import FieldProblem

State = Literal["new", "changed", "same", "wrong"]
LOGINS = ("phone", "email", "staff_number", "wecom_id")
_CASELESS = frozenset({"email", "staff_number"})
_SEVERAL = re.compile(r"[、,，;；\n]+")
_WAY = re.compile(r"\s*[/／>＞\\]\s*")


@dataclass(frozen=True, slots=True)
class Known:
    """What there is: people as rows of `store.PEOPLE`, departments as rows of the tree, names of roles and teams."""

    people: Sequence[Mapping[str, Any]]
    departments: Sequence[Mapping[str, Any]]
    roles: Mapping[str, Sequence[str]]
    teams: Mapping[str, Sequence[str]]
    """`app.key` with everything people may call it."""


@dataclass(slots=True)
class RowPlan:
    """One row: `given` as `create_person` takes it, without department and manager, which are named by `way`, `boss`.

    `person` is who changes. `way` are departments from the top; those that are not there are made.
    """

    row: int
    name: str
    state: State
    given: dict[str, Any]
    person: UUID | None = None
    way: tuple[str, ...] = ()
    boss: str = ""
    problems: list[FieldProblem] = field(default_factory=list)


def read_rows(
    rows: Sequence[Sequence[str]], mapping: Sequence[str | None], first: int = 2
) -> list[tuple[int, dict[str, str]]]:
    """Each row with its number in the sheet, as texts by field; empty cells say nothing."""
    found = []
    for at, row in enumerate(rows):
        pairs = zip(mapping, row, strict=False)
        found.append((at + first, {name: text.strip() for name, text in pairs if name and text.strip()}))
    return found


def plan_row(known: Known, number: int, texts: Mapping[str, str], clean: Any) -> RowPlan:
    """Decide about one row. `clean(given, problems)` gives canonical values, as operations on people do."""
    problems: list[FieldProblem] = []
    given: dict[str, Any] = {key: texts[key] for key in ("name", *LOGINS) if key in texts}
    for word, offered in (("roles", known.roles), ("teams", known.teams)):
        if word in texts:
            given[word] = list(_named(word, texts[word], offered, problems))
    values = clean({key: given[key] for key in given if key not in {"roles", "teams"}}, problems)
    person, doubt = _whose(known, values)
    if doubt is not None:
        problems.append(FieldProblem(doubt, "sheet_several_people"))
    if person is None:
        if "name" not in values and not any(each.field == "name" for each in problems):
            problems.append(FieldProblem("name", "required"))
        if not any(values.get(key) for key in ("phone", "email", "staff_number")):
            problems.append(FieldProblem("phone", "sheet_no_login"))
    given.update({key: values[key] for key in ("name", *LOGINS) if key in values})
    way = tuple(each for each in _WAY.split(texts.get("department", "")) if each)
    found = RowPlan(
        number, str(given.get("name") or (person or {}).get("name") or ""), "new", given, None, way,
        texts.get("manager", ""), problems,
    )  # fmt: skip
    if person is not None:
        found.person = person["id"]
        found.state = "changed" if _differs(known, person, found) else "same"
    if problems:
        found.state = "wrong"
    return found


def mark_doubles(plans: Sequence[RowPlan]) -> None:
    """Two rows with the same login: the later one is wrong."""
    seen: dict[tuple[str, str], int] = {}
    for plan in plans:
        for key in LOGINS:
            value = plan.given.get(key)
            if not value:
                continue
            first = seen.setdefault((key, str(_folded(key, value))), plan.row)
            if first != plan.row:
                plan.problems.append(FieldProblem(key, "sheet_twice", {"row": first}))
                plan.state = "wrong"


def check_bosses(known: Known, plans: Sequence[RowPlan]) -> None:
    """Managers must be there, or in the sheet, and be one person."""
    for plan in plans:
        if plan.boss and len(matches(known, plan.boss)) + sum(_is(each, plan.boss) for each in _fresh(plans)) != 1:
            plan.problems.append(FieldProblem("manager", "sheet_manager_unknown", {"name": plan.boss}))
            plan.state = "wrong"


def _fresh(plans: Iterable[RowPlan]) -> Iterable[Mapping[str, Any]]:
    return (plan.given for plan in plans if plan.person is None)


def matches(known: Known, text: str) -> list[Mapping[str, Any]]:
    """Active people of that name, phone, mail or staff number."""
    return [each for each in known.people if each["active"] and _is(each, text)]


def _is(person: Mapping[str, Any], text: str) -> bool:
    known = ("name", "phone", "email", "staff_number")
    return any(_folded(key, person.get(key)) == _folded(key, text) for key in known)


def _folded(key: str, value: Any) -> Any:
    """As logins are told apart: not by the case of a mail address or staff number."""
    return value.casefold() if key in _CASELESS and isinstance(value, str) else value


def _whose(known: Known, values: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str | None]:
    """The person whose logins these are; or the field that speaks of another one."""
    found: Mapping[str, Any] | None = None
    for key in LOGINS:
        if not values.get(key):
            continue
        wanted = _folded(key, values[key])
        same = next((each for each in known.people if _folded(key, each.get(key)) == wanted), None)
        if same is None:
            continue
        if found is not None and same["id"] != found["id"]:
            return found, key
        found = same
    return found, None


def _named(word: str, text: str, offered: Mapping[str, Sequence[str]], problems: list[FieldProblem]) -> Iterable[str]:
    for name in filter(None, (each.strip() for each in _SEVERAL.split(text))):
        fits = [key for key, names in offered.items() if name == key or name in names]
        if len(fits) == 1:
            yield fits[0]
        else:
            problems.append(FieldProblem(word, f"{word[:-1]}_unknown", {word[:-1]: name}))


def way_of(departments: Sequence[Mapping[str, Any]], department: UUID | None) -> tuple[str, ...]:
    """Names from the top down to a department."""
    by_id = {each["id"]: each for each in departments}
    way: list[str] = []
    while department is not None and department in by_id and len(way) < len(by_id):
        way.insert(0, by_id[department]["name"])
        department = by_id[department]["parent_id"]
    return tuple(way)


def _differs(known: Known, person: Mapping[str, Any], plan: RowPlan) -> bool:
    for key in ("name", *LOGINS):
        if key in plan.given and _folded(key, plan.given[key]) != _folded(key, person.get(key)):
            return True
    for key, held in (("roles", "roles"), ("teams", "team_names")):
        if key in plan.given and set(plan.given[key]) != set(person[held]):
            return True
    if plan.way and plan.way != way_of(known.departments, person.get("department_id")):
        return True
    bosses = matches(known, plan.boss) if plan.boss else []
    return len(bosses) == 1 and bosses[0]["id"] != person.get("manager_id")
