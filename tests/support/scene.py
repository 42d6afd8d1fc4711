"""What the doctor's checks look at, of an office."""

from dataclasses import replace

from helpwright.entry.doctor.kind import Scene
from tests.support.office import Office


def scene(office: Office, **changes: object) -> Scene:
    """The office as it is; `changes` by the field of the scene."""
    product = office.product
    made = Scene(product.environment, product.clock.now(), product)
    return replace(made, **changes)  # type: ignore[arg-type]  # whatever the test wants
