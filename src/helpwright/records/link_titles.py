"""The title of a linked record as an expression, so that a list can be sorted by it. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from helpwright.access.row_scope import Branch
from helpwright.forms.form import Form, Forms
from helpwright.query.column import Column
from helpwright.records.links import only_title
from helpwright.records.read import View

_PARAMETER = re.compile(r"%\((\w+)\)s")


def link_title(forms: Forms, view: View, column: Column) -> Branch:
    """What the reader is shown of the record that the column of `r` links to; nothing outside their scope.

    Where they do not read the title of every row it is the number, so that the order tells nothing that is hidden.
    Raises Missing when the form is gone.
    """
    target = forms.find(column.target or "")
    there = View(view.caller, view.definitions, only_title(target), view.rights)
    shown, scope = _shown(there, target), _apart(there.scope("read"))
    sql = (
        f"(SELECT n.title FROM (SELECT r.id, {shown} AS title FROM {target.table} r "  # noqa: S608 -- published names
        f"WHERE r.deleted_at IS NULL AND {scope.sql}) n WHERE n.id = {column.sql})"
    )
    return Branch(sql, scope.params)


def _shown(there: View, target: Form) -> str:
    title = target.title_field
    if title is None or title.type.sql_type != "text" or title.key not in there.readable_everywhere():
        return "r.number"
    return f"""coalesce(nullif(btrim(r."{title.column}"), ''), r.number)"""


def _apart(scope: Branch) -> Branch:
    """With parameters of names of its own: the scope of the list's own form has the same names for other values."""
    params: Mapping[str, Any] = {f"linked_{name}": value for name, value in scope.params.items()}
    return Branch(_PARAMETER.sub(r"%(linked_\1)s", scope.sql), params)
