"""Take a submission of a public form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.forms.validate import new_values
from helpwright.kernel.errors import Invalid, Missing, Refusal, Unavailable
from helpwright.kernel.events import CUSTOMER
from helpwright.records.engine import RecordEngine
from helpwright.records.operations.create import Created, Once, Source, create
from helpwright.records.operations.resend import made_before
from helpwright.records.refusals import StaleDefinitionsError

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was stored, under which definitions."""

    created: Created
    form: Form
    definitions: DefinitionSet


async def submit(
    engine: RecordEngine,
    slug: str,
    submission_key: UUID,
    values: Mapping[str, Any],
    language: str | None,
    kind: str,
) -> Receipt:
    """Store it once, however often it is sent and whatever is published in between.

    One database round trip when nothing was.

    Raises Missing (no such form), Invalid, Conflict `submission_differs` or `not_unique`.
    """
    definitions = await engine.definitions.likely()
    for _ in range(_ATTEMPTS):
        try:
            form = engine.forms(definitions).by_slug(slug)
        except Missing:
            fresh = await engine.definitions.current()
            if fresh is definitions:
                raise
            definitions = fresh
            continue
        allowed = [field.key for field in form.public_fields]
        try:
            checked = new_values(form, values, allowed, engine.clock.now(), definitions.zone)
            source = Source(kind, slug, language)
            created = await create(
                engine, definitions, form, checked, CUSTOMER, source, Once(submission_key, values.keys())
            )
        except StaleDefinitionsError:
            definitions = await engine.definitions.refresh()
        except Refusal as refusal:
            fresh = await engine.definitions.current() if isinstance(refusal, Invalid) else definitions
            if fresh is not definitions:
                definitions = fresh
                continue
            before = await made_before(engine, definitions, form, submission_key, values, refusal)
            if before is None:
                raise
            return Receipt(before, form, definitions)
        else:
            return Receipt(created, form, definitions)
    raise Unavailable("definitions_changed")
