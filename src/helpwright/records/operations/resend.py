"""Whether what comes was taken in before, under the form as it was then: its answer was lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from helpwright.definitions.live import versions_with_times
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.forms.validate import parse_values
from helpwright.kernel.errors import Conflict, Invalid, Refusal
from helpwright.platform.database import Row
from helpwright.records.engine import RecordEngine
from helpwright.records.model import given_hash
from helpwright.records.operations.create import Created
from helpwright.records.store import by_submission, to_record


async def made_before(
    engine: RecordEngine,
    definitions: DefinitionSet,
    form: Form,
    submission_key: UUID | None,
    raw: Any,
    refusal: Refusal,
) -> Created | None:
    """The record that these inputs made when the form was another, which now refuses them.

    None when there is none, or the form has not been published since, or they are others. Costs a round trip for a
    refusal, another for a key that made a record.
    """
    told = isinstance(refusal, Invalid) or (isinstance(refusal, Conflict) and refusal.code == "submission_differs")
    if submission_key is None or not told or not isinstance(raw, Mapping) or form.version == 1:
        return None
    row = await engine.database.one(by_submission(form, submission_key))
    if row is None:
        return None
    made = to_record(form, row)
    part = next(each for each in definitions.of_kind("form", form.app) if each.id == form.id)
    for document in in_force(await engine.database.all(versions_with_times(form.id)), made.created_at):
        try:
            then = engine.form_of(replace(part, document=document))
            values = parse_values(then, raw, then.fields)
        except (Invalid, ValidationError):
            continue
        if given_hash(then, values, raw) == made.submission_hash:
            return Created(made.id, made.number, repeated=True)
    return None


def in_force(versions: list[Row], at: datetime) -> list[Mapping[str, Any]]:
    """Of rows `{document, published_at}`, the newest first, the document of that time and the one that followed it."""
    later = [row["document"] for row in versions if row["published_at"] > at]
    earlier = [row["document"] for row in versions if row["published_at"] <= at]
    return [*earlier[:1], *later[-1:]]
