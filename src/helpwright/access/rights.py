"""What a caller's roles grant, as a value. Pure: grants come from the live definitions, roles from the caller."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from helpwright.access.model import Caller, GrantDocument, RoleDocument
from helpwright.kernel.errors import Forbidden

Kind = Literal["form", "dashboard", "flow"]
_FIELD_RANK = {"hidden": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant of one role on `name` (`app.key`). `scope` matters for forms only."""

    kind: Kind
    name: str
    can: frozenset[str]
    scope: str = "all"
    fields: Mapping[str, str] = field(default_factory=dict)


class Rights:
    """The union of the grants of every role a caller holds. Being an administrator adds nothing here."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self._by_target: dict[tuple[Kind, str], list[Grant]] = {}
        for grant in grants:
            self._by_target.setdefault((grant.kind, grant.name), []).append(grant)

    def may(self, action: str, name: str, kind: Kind = "form") -> bool:
        """Whether some role allows `action` on some rows of the form (or on the dashboard, the flow)."""
        return any(action in grant.can for grant in self._of(kind, name))

    def require(self, action: str, name: str, kind: Kind = "form") -> None:
        """Raise Forbidden unless `may`."""
        if not self.may(action, name, kind):
            raise Forbidden(action=action)

    def scopes(self, action: str, form: str) -> frozenset[str]:
        """The scopes under which roles allow `action`; rows in any of them are allowed. Empty: none."""
        return frozenset(grant.scope for grant in self._of("form", form) if action in grant.can)

    def actions(self, name: str, kind: Kind = "form") -> frozenset[str]:
        """Everything that may be done with the target."""
        return frozenset(action for grant in self._of(kind, name) for action in grant.can)

    def forms(self) -> frozenset[str]:
        """Names of the forms with any grant."""
        return self._names("form")

    def dashboards(self) -> frozenset[str]:
        """Names of the dashboards that may be read."""
        return frozenset(name for name in self._names("dashboard") if self.may("read", name, "dashboard"))

    def field_right(self, form: str, field_key: str, scopes: Iterable[str] | None = None) -> str:
        """`hidden`, `read` or `write`: the widest of the roles, for a row that lies in `scopes` (None: in all).

        A grant without a word on the field gives `write` where it allows `update` or `create`, else `read`.
        """
        reached = None if scopes is None else {"all", *scopes}
        found = (
            grant.fields.get(field_key, "write" if grant.can & {"create", "update"} else "read")
            for grant in self._of("form", form)
            if reached is None or grant.scope in reached
        )
        return max(found, key=_FIELD_RANK.__getitem__, default="hidden")

    def row_field_right(self, form: str, field_key: str, scopes: Iterable[str]) -> str | None:
        """The widest right of the roles that may read or change a row lying in `scopes`.

        None when no role reaches the row: it is seen for another reason, such as a task.
        """
        reached = {"all", *scopes}
        found = [
            grant.fields.get(field_key, "write" if "update" in grant.can else "read")
            for grant in self._of("form", form)
            if grant.scope in reached and grant.can & {"read", "update"}
        ]
        return max(found, key=_FIELD_RANK.__getitem__) if found else None

    def _of(self, kind: Kind, name: str) -> Sequence[Grant]:
        return self._by_target.get((kind, name), ())

    def _names(self, kind: Kind) -> frozenset[str]:
        return frozenset(name for target, name in self._by_target if target == kind)


def rights(caller: Caller, grants: Mapping[str, Sequence[Grant]]) -> Rights:
    """Rights of the caller. `grants` maps `app.role` to what the role grants; unknown roles grant nothing."""
    return Rights(grant for role in caller.roles for grant in grants.get(role, ()))


def read_grants(app: str, role: RoleDocument) -> tuple[Grant, ...]:
    """The grants of a role of `app`, their targets named `app.key`."""
    return tuple(_read_grant(app, grant) for grant in role.grants)


def _read_grant(app: str, document: GrantDocument) -> Grant:
    targets: dict[Kind, str | None] = {
        "form": document.form,
        "dashboard": document.dashboard,
        "flow": document.flow,
    }
    kind, key = next((kind, key) for kind, key in targets.items() if key is not None)
    name = key if "." in key else f"{app}.{key}"
    return Grant(kind, name, frozenset(document.can), document.scope or "all", document.fields or {})
