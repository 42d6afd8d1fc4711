"""Sample records: made through the same operation as real ones, so that flows, tasks and numbers come with them."""

from typing import Final
from uuid import UUID, uuid5

from helpwright.entry.wiring import Product
from helpwright.forms.form import Form
from helpwright.forms.validate import new_values
from helpwright.kernel.events import SYSTEM
from helpwright.records.operations.create import Source, create

SOURCE: Final = "sample"
COUNT: Final = 20
_SPACE: Final = UUID("6d1b2c1e-5d0c-4f6e-9f0e-2f3f6f1f7a10")
# Nobody is written to: an address in a sample might be somebody's.
_LEFT_EMPTY: Final = frozenset({"email", "status"})


async def make_samples(product: Product, app: str) -> int:
    """Fill every form of the app with COUNT records; what is there from an earlier time is not made again."""
    definitions = await product.definitions.refresh()
    made = 0
    for form in product.records.forms(definitions):
        if form.app != app:
            continue
        for number in range(1, COUNT + 1):
            values = new_values(form, _inputs(form, number), list(form.fields), product.clock.now(), definitions.zone)
            key = uuid5(_SPACE, f"{form.name}:{number}")
            created = await create(product.records, definitions, form, values, SYSTEM, Source(SOURCE), key)
            made += not created.repeated
    return made


def _inputs(form: Form, number: int) -> dict[str, object]:
    return {
        key: field.type.sample(field.settings, number)
        for key, field in form.fields.items()
        if field.stored and field.type.refers is None and field.type.key not in _LEFT_EMPTY
        if not field.settings.internal
    }
