"""What others changed of a record since a version of it: whether values begun then would overwrite theirs unseen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.forms.form import Form
from helpwright.platform.database import Row, Statement
from helpwright.records.model import Record, json_values

_RAISING = ["record_updated", "record_deleted", "record_restored", "record_erased"]
_MOST = 500


def changes_since(record_id: UUID, version: int) -> Statement:
    """The changes that led beyond `version`, newest first: rows `{version, changes, erased}`.

    What rules and flows do by themselves raises no version: it is among them where it came after a person's change.
    """
    return Statement(
        """SELECT (e.data->>'version')::int AS version, e.data->'changes' AS changes,
            CASE e.type WHEN 'record_erased' THEN e.data->'fields' END AS erased
        FROM events e
        WHERE e.record_id = %(record)s AND e.type = ANY(%(types)s) AND (e.data->>'version')::int > %(version)s
        ORDER BY e.id DESC LIMIT %(most)s""",
        {"record": record_id, "types": _RAISING, "version": version, "most": _MOST},
    )


def overtaken(
    form: Form, record: Record, version: int, rows: Sequence[Row], values: Mapping[str, Any]
) -> tuple[str, ...]:
    """Which of the values, stored ones that were begun at `version`, would overwrite what was changed since.

    A field that nobody touched, that is again as it was, or in which both wrote the same is none of them; one that was
    erased is, since nobody knows any more what it held. Where the
    changes are not known whole (a version from before a restore, very many of them), every field that differs is.
    `rows` are those of `changes_since`, read with the record under its lock.
    """
    differing = tuple(key for key, value in values.items() if record.values.get(key) != value)
    if version == record.version or not differing:
        return ()
    told = {row["version"] for row in rows}
    if not told.issuperset(range(version + 1, record.version + 1)) or version > record.version:
        return differing
    before: dict[str, Any] = {}
    erased: set[str] = set()
    for row in rows:
        erased.update(row["erased"] or ())
        before |= {key: old for key, (old, _) in (row["changes"] or {}).items()}
    now = json_values(form, record.values)
    return tuple(key for key in differing if key in erased or (key in before and before[key] != now.get(key)))
