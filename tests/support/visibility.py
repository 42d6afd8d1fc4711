"""Random organizations for one small app, and the oracle of what its person gets, which looks at every row.

The oracle is written as one would explain the rules to a person; it shares nothing with the product but the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from hypothesis import strategies as st

APP = """
format: 1
app: {key: lab, name: Lab}
teams: {red: {name: Red}, blue: {name: Blue}}
roles: {r0: {name: R0}, r1: {name: R1}, r2: {name: R2}}
forms:
  thing:
    name: Thing
    title: name
    fields:
      name: {type: text, label: Name}
      phone: {type: mobile, label: Phone}
      secret: {type: mobile, label: Secret, sensitive: true}
      kind: {type: radio, label: Kind, options: {a: Apple, b: Banana}}
      note: {type: multiline, label: Note}
      who: {type: member, label: Who}
      papers: {type: files, label: Papers}
flows:
  work:
    name: Work
    form: thing
    nodes:
      start: {type: start, trigger: record_created, to: do}
      do:
        type: task
        name: Do
        assign:
          - {when: {field: kind, op: eq, value: a}, team: red, by: claim}
          - {otherwise: true, team: blue, by: claim}
        fields: {write: [note, phone]}
        allow: [transfer]
        outcomes: {done: {name: Done, to: end}}
      end: {type: end}
"""
FIELDS = ("name", "phone", "secret", "kind", "note", "who", "papers")
TEXTS = ("name", "phone", "note")
WORDS = {"hidden": 0, "masked": 1, "read": 2, "write": 3}
ROLES = ("r0", "r1", "r2")
ACTIONS = ("read", "create", "update", "delete", "assign")
TREE = {0: None, 1: 0, 2: 1, 3: None}
ME = 0


@dataclass(frozen=True)
class Row:
    """Numbers stand for people, teams, departments and partners."""

    owner: int | None
    creator: int | None
    team: int | None
    department: int | None
    partner: int | None
    kind: str | None
    name: str | None
    phone: str | None
    note: str | None
    who: int | None
    paper: bool

    @property
    def secret(self) -> str | None:
        """What lies sealed, and nobody sees without asking."""
        return self.phone


@dataclass(frozen=True)
class Work:
    row: int
    state: str
    team: int | None
    role: str | None
    person: int | None
    claimed_by: int | None


@dataclass(frozen=True)
class World:
    rows: Sequence[Row]
    works: Sequence[Work]
    roles: dict[str, list[dict[str, Any]]]
    held: frozenset[str]
    teams: frozenset[int]
    department: int | None
    heads: int | None
    partner: int | None


some_person = st.none() | st.integers(0, 2)
some_team = st.none() | st.integers(0, 1)
rows = st.builds(
    Row,
    owner=some_person,
    creator=some_person,
    team=some_team,
    department=st.none() | st.integers(0, 3),
    partner=st.none() | st.integers(0, 1),
    kind=st.none() | st.sampled_from("ab"),
    name=st.none() | st.sampled_from(["Quill", "Zephyr", "Q"]),
    phone=st.none() | st.sampled_from(["13800138000", "13911112222"]),
    note=st.none() | st.sampled_from(["secret quartz", "plain"]),
    who=some_person,
    paper=st.booleans(),
)
conditions = st.sampled_from(
    [
        {"field": "kind", "op": "eq", "value": "a"},
        {"field": "kind", "op": "ne", "value": "a"},
        {"field": "who", "op": "eq", "value": {"me": True}},
        {"field": "name", "op": "contains", "value": "q"},
        {"field": "phone", "op": "filled"},
        {"field": "created_by", "op": "eq", "value": {"me": True}},
    ],
)
filters = (
    conditions
    | st.builds(lambda each: {"not": each}, conditions)
    | st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), st.lists(conditions, max_size=2))
)


@st.composite
def grants(draw: st.DrawFn) -> dict[str, Any]:
    can = draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3, unique=True))
    scope = draw(st.sampled_from(["all", "own", "team", "department", "partner", "filter"]))
    words = draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(sorted(WORDS)), max_size=3))
    grant = {"form": "thing", "can": can, "scope": scope, "fields": words}
    return {**grant, "filter": draw(filters)} if scope == "filter" else grant


works = st.builds(
    Work,
    row=st.integers(0, 4),
    state=st.sampled_from(["offered", "claimed", "done", "cancelled"]),
    team=some_team,
    role=st.none() | st.sampled_from(ROLES),
    person=some_person,
    claimed_by=some_person,
)
worlds = st.builds(
    World,
    rows=st.lists(rows, min_size=5, max_size=5),
    works=st.lists(works, max_size=3),
    roles=st.fixed_dictionaries({role: st.lists(grants(), max_size=2) for role in ROLES}),
    held=st.frozensets(st.sampled_from(ROLES), min_size=1),
    teams=st.frozensets(st.integers(0, 1)),
    department=st.none() | st.integers(0, 3),
    heads=st.none() | st.integers(0, 3),
    partner=st.none() | st.integers(0, 1),
)


# The oracle.


def below(department: int | None) -> set[int]:
    """The department and everything under it."""
    if department is None:
        return set()
    return {department, *chain.from_iterable(below(each) for each, parent in TREE.items() if parent == department)}


def matches(tree: dict[str, Any], row: Row) -> bool:
    if "not" in tree:
        return not matches(tree["not"], row)
    if "all" in tree:
        return all(matches(each, row) for each in tree["all"])
    if "any" in tree:
        return any(matches(each, row) for each in tree["any"])
    value: Any = row.creator if tree["field"] == "created_by" else getattr(row, tree["field"])
    wanted = ME if tree.get("value") == {"me": True} else tree.get("value")
    match tree["op"]:
        case "eq":
            return bool(value == wanted)
        case "ne":
            return bool(value != wanted)
        case "contains":
            return value is not None and wanted in value.lower()
        case _:
            return value is not None


def lies_in(world: World, grant: dict[str, Any], row: Row) -> bool:
    match grant["scope"]:
        case "all":
            return True
        case "own":
            return ME in {row.owner, row.creator}
        case "team":
            return row.team in world.teams
        case "department":
            return row.department in below(world.department) | below(world.heads)
        case "partner":
            return row.partner is not None and row.partner == world.partner
        case _:
            return matches(grant["filter"], row)


def mine(world: World) -> list[dict[str, Any]]:
    return [grant for role in sorted(world.held) for grant in world.roles[role]]


def concerns(world: World, work: Work) -> bool:
    """The task is offered to me, I have it, or I did it."""
    if work.state == "offered":
        return work.team in world.teams or work.role in world.held or work.person == ME
    return work.state in {"claimed", "done"} and work.claimed_by == ME


def may_see(world: World, number: int) -> bool:
    row = world.rows[number]
    granted = any("read" in grant["can"] and lies_in(world, grant, row) for grant in mine(world))
    return granted or any(work.row == number and concerns(world, work) for work in world.works)


def may(world: World, action: str, number: int) -> bool:
    granted = any(action in grant["can"] and lies_in(world, grant, world.rows[number]) for grant in mine(world))
    return granted and may_see(world, number)


def word_of(grant: dict[str, Any], key: str) -> str:
    return str(grant["fields"].get(key, "write" if "update" in grant["can"] else "read"))


def right_under(world: World, reaching: Sequence[dict[str, Any]], key: str) -> str:
    """On a row that these of my grants reach."""
    if reaching:
        return max((word_of(grant, key) for grant in reaching), key=WORDS.__getitem__)
    limits = [grant["fields"].get(key, "write") for grant in of_rows(world)]
    limit = max(limits, key=WORDS.__getitem__, default="write")
    return min("read", limit, key=WORDS.__getitem__)


def of_rows(world: World) -> list[dict[str, Any]]:
    return [grant for grant in mine(world) if {"read", "update"} & {*grant["can"]}]


def right_on(world: World, number: int, key: str) -> str:
    return right_under(world, [each for each in of_rows(world) if lies_in(world, each, world.rows[number])], key)


def usable(world: World, key: str) -> bool:
    """Whether the field is read whole on every row that could be in my scope, whichever grants may reach it."""
    known = of_rows(world)
    always = [each for each in known if each["scope"] == "all"]
    reads_all = any("read" in each["can"] for each in always)
    sometimes = [each for each in known if each["scope"] != "all"]
    for some in chain.from_iterable(combinations(sometimes, size) for size in range(len(sometimes) + 1)):
        reaching = [*always, *some]
        in_scope = any("read" in each["can"] for each in reaching) or not reads_all
        if in_scope and WORDS[right_under(world, reaching, key)] < WORDS["read"]:
            return False
    return True


MASKED = {"13800138000": "138****8000", "13911112222": "139****2222", "Q": "***", "Quill": "Q***", "Zephyr": "Z***"}


def masked(key: str, value: Any) -> str:
    if key in {"kind", "who"}:
        return "***"
    return MASKED.get(value) or f"{value[0]}***"
