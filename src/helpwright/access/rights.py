"""What a caller's roles grant, as a value. Pure: grants come from the live definitions, roles from the caller.

Rows: a row may be acted on when some grant that allows the act reaches it (the union over all roles). Fields: on one
row the widest word of the grants that reach it and allow reading or changing counts. A row that no grant reaches is
seen through a task: there every field is read, except where all the roles that speak on the form say less.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from helpwright.access.branch import NOTHING, Branch
from helpwright.access.model import Caller, GrantDocument, RoleDocument
from helpwright.kernel.errors import Forbidden

Kind = Literal["form", "dashboard", "flow"]
FIELD_RANK: Mapping[str, int] = {"hidden": 0, "masked": 1, "read": 2, "write": 3}
_OF_ROWS = frozenset({"read", "update"})


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant of one role on `name` (`app.key`). `scope` matters for forms only, `filter` for the scope of that name.

    `id` tells the grants of one installation apart.
    """

    kind: Kind
    name: str
    can: frozenset[str]
    scope: str = "all"
    fields: Mapping[str, str] = field(default_factory=dict)
    filter: Mapping[str, Any] | None = None
    id: str = ""

    def on_field(self, key: str, writing: str = "update") -> str:
        """The grant's word on a field; without one `write` where it allows `writing`."""
        return self.fields.get(key, "write" if writing in self.can else "read")


CompileFilter = Callable[[Grant], Branch]
"""The filter of a grant as a condition; its parameters are named after the grant, so that no two meet."""


def no_filters(_grant: Grant) -> Branch:
    """Where no compiler of filters was handed in, a filter admits no row."""
    return NOTHING


Hides = Callable[[str], Mapping[str, Branch]]


def hides_nothing(_form: str) -> Mapping[str, Branch]:
    """Nobody acts by a task that hides something."""
    return {}


class Rights:
    """The union of the grants of every role a caller holds. Being an administrator adds nothing here."""

    def __init__(
        self, grants: Iterable[Grant], compile_filter: CompileFilter = no_filters, hides: Hides = hides_nothing
    ) -> None:
        self._compile_filter = compile_filter
        self._hides = hides
        self._conditions: dict[str, Branch] = {}
        self._by_target: dict[tuple[Kind, str], list[Grant]] = {}
        for grant in grants:
            self._by_target.setdefault((grant.kind, grant.name), []).append(grant)

    def may(self, action: str, name: str, kind: Kind = "form") -> bool:
        """Whether some role allows `action` on some rows of the form (or on the dashboard, the flow)."""
        return any(action in grant.can for grant in self.grants(name, kind))

    def require(self, action: str, name: str, kind: Kind = "form") -> None:
        """Raise Forbidden unless `may`."""
        if not self.may(action, name, kind):
            raise Forbidden(action=action)

    def grants(self, name: str, kind: Kind = "form") -> Sequence[Grant]:
        """Every grant on the target."""
        return self._by_target.get((kind, name), ())

    def condition(self, grant: Grant) -> Branch:
        """The rows of a grant with the scope `filter`."""
        if grant.id not in self._conditions:
            self._conditions[grant.id] = self._compile_filter(grant)
        return self._conditions[grant.id]

    def hides(self, form: str) -> Mapping[str, Branch]:
        """Fields that tasks hide from the caller, each with the rows on which they do."""
        return self._hides(form)

    def filters(self, form: str) -> Sequence[Grant]:
        """The grants whose filter must be tried on a row to know the rights on its fields."""
        return [grant for grant in self._of_rows(form) if grant.scope == "filter"]

    def scopes(self, action: str, form: str) -> frozenset[str]:
        """The scopes under which roles allow `action`; rows in any of them are allowed. Empty: none."""
        return frozenset(grant.scope for grant in self.grants(form) if action in grant.can)

    def actions(self, name: str, kind: Kind = "form") -> frozenset[str]:
        """Everything that may be done with the target."""
        return frozenset(action for grant in self.grants(name, kind) for action in grant.can)

    def forms(self) -> frozenset[str]:
        """Names of the forms with any grant."""
        return self._names("form")

    def dashboards(self) -> frozenset[str]:
        """Names of the dashboards that may be read."""
        return frozenset(name for name in self._names("dashboard") if self.may("read", name, "dashboard"))

    def field_right(self, form: str, field_key: str) -> str:
        """`hidden`, `masked`, `read` or `write`: the widest word of all roles, on whichever row; hidden without one."""
        found = (
            max(grant.on_field(field_key), grant.on_field(field_key, "create"), key=FIELD_RANK.__getitem__)
            for grant in self.grants(form)
        )
        return max(found, key=FIELD_RANK.__getitem__, default="hidden")

    def new_field_right(self, form: str, field_key: str) -> str:
        """The same for a new record: the widest word of the roles that may create."""
        found = (grant.on_field(field_key, "create") for grant in self.grants(form) if "create" in grant.can)
        return max(found, key=FIELD_RANK.__getitem__, default="hidden")

    def reaching(self, form: str, reaches: Callable[[Grant], bool]) -> tuple[Grant, ...]:
        """The grants that allow reading or changing a row which lies in those that `reaches` says."""
        return tuple(grant for grant in self._of_rows(form) if grant.scope == "all" or reaches(grant))

    def row_field_right(self, form: str, field_key: str, reached: Collection[Grant]) -> str:
        """The right on a field of a row that `reached` grants reach: their widest word.

        Where none does, the row is seen through a task, and the roles only limit what the task shows.
        """
        if reached:
            return max((grant.on_field(field_key) for grant in reached), key=FIELD_RANK.__getitem__)
        return min("read", self.limit(form, field_key), key=FIELD_RANK.__getitem__)

    def limit(self, form: str, field_key: str) -> str:
        """The most that a task may open of a field: the widest word of the roles, `write` where none speaks."""
        words = [grant.fields.get(field_key, "write") for grant in self._of_rows(form)]
        return max(words, key=FIELD_RANK.__getitem__, default="write")

    @property
    def timeless(self) -> bool:
        """Whether they say the same whenever they are asked: filters may speak of today."""
        return not any(grant.scope == "filter" for grants in self._by_target.values() for grant in grants)

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What others have made of these rights and the live forms, by names of their own: kept as long as they."""
        return {}

    def field_right_everywhere(self, form: str, field_key: str) -> str:
        """The least right on a field over all rows that the roles let the caller read, and those seen through tasks."""
        everywhere = [grant for grant in self._of_rows(form) if grant.scope == "all"]
        least = [self.row_field_right(form, field_key, everywhere)]
        if not any("read" in grant.can for grant in everywhere):
            singly = ([grant, *everywhere] for grant in self._of_rows(form))
            least += [self.row_field_right(form, field_key, each) for each in singly]
        return min(least, key=FIELD_RANK.__getitem__)

    def _of_rows(self, form: str) -> Sequence[Grant]:
        known = self._rows.get(form)
        if known is None:
            known = self._rows[form] = tuple(grant for grant in self.grants(form) if grant.can & _OF_ROWS)
        return known

    @cached_property
    def _rows(self) -> dict[str, Sequence[Grant]]:
        return {}

    def _names(self, kind: Kind) -> frozenset[str]:
        return frozenset(name for target, name in self._by_target if target == kind)


def rights(
    caller: Caller,
    grants: Mapping[str, Sequence[Grant]],
    compile_filter: CompileFilter = no_filters,
    hides: Hides = hides_nothing,
) -> Rights:
    """Rights of the caller. `grants` maps `app.role` to what the role grants; unknown roles grant nothing.

    With a key only what both the person's roles and the key allow.
    """
    held = (grant for role in sorted(caller.roles) for grant in grants.get(role, ()))
    return Rights(held if caller.key is None else _with_key(caller, held), compile_filter, hides)


def _with_key(caller: Caller, grants: Iterable[Grant]) -> Iterable[Grant]:
    for grant in grants:
        if caller.key_allows("write", grant.name):
            yield grant
        elif caller.key_allows("read", grant.name) and grant.can & {"read", "export"}:
            least = {key: min(word, "read", key=FIELD_RANK.__getitem__) for key, word in grant.fields.items()}
            can = grant.can & {"read", "export"}
            yield Grant(grant.kind, grant.name, can, grant.scope, least, grant.filter, grant.id)


def read_grants(app: str, role: RoleDocument, name: str = "") -> tuple[Grant, ...]:
    """The grants of a role of `app` (`name` is its key), their targets named `app.key`."""
    return tuple(_read_grant(app, grant, f"{app}.{name}.{index}") for index, grant in enumerate(role.grants))


def _read_grant(app: str, document: GrantDocument, identity: str) -> Grant:
    targets: dict[Kind, str | None] = {
        "form": document.form,
        "dashboard": document.dashboard,
        "flow": document.flow,
    }
    kind, key = next((kind, key) for kind, key in targets.items() if key is not None)
    return Grant(
        kind,
        key if "." in key else f"{app}.{key}",
        frozenset(document.can),
        document.scope or "all",
        document.fields or {},
        document.filter,
        identity,
    )
