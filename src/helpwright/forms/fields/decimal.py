"""Number with digits behind the point, and a unit if wanted."""

from typing import ClassVar

from helpwright.forms.field_type import FieldSettings
from helpwright.forms.number import Number, UnitSettings


class DecimalNumber(Number):
    """Exact: no rounding, more digits than the field has places are refused."""

    key = "decimal"
    rank = 2
    settings: ClassVar[type[FieldSettings]] = UnitSettings
    shown_as = "number"


field_type = DecimalNumber()
