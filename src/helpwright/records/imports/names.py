"""What the names mean that a sheet has for people and records. Pure."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from helpwright.forms.form import Form
from helpwright.platform.database import Row
from helpwright.records.imports.rows import AMBIGUOUS
from helpwright.records.read import View


def titled(view: View, form: Form) -> bool:
    """Whether records of the form may be named by their title, too: not where some title is hidden from the importer.

    A sheet would tell them which titles there are.
    """
    title, there = form.title_field, View(view.caller, view.definitions, form, view.rights)
    return title is not None and title.key in there.readable_everywhere()


def by_name(rows: Iterable[Row], names: Sequence[str]) -> dict[str, UUID | None]:
    """Ids by everything that people may write for them; what means several means none."""
    found: dict[str, UUID | None] = {}
    for row in rows:
        for text in {row[name] for name in names if row[name]}:
            found[text] = row["id"] if found.get(text, row["id"]) == row["id"] else AMBIGUOUS
    return found
