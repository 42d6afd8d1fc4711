"""The document of a flow as it stands in a blueprint.

`FlowDocument.model_validate(raw)` raises pydantic's ValidationError whose locations are the paths inside the document
(no node type in between); own rules carry their code as the text of a ValueError. `export()` gives back what was
written.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError, WrapValidator
from pydantic_core import InitErrorDetails

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.parts import Key, NodeSettings
from helpwright.kernel.text import LocalText


def _of_its_type(value: Any, _base: Any) -> NodeSettings:
    """Read a node with the settings model of its type."""
    if isinstance(value, NodeSettings):
        return value
    if not isinstance(value, dict):
        raise _problem((), value, "map_expected")
    if "type" not in value:
        raise ValidationError.from_exception_data(
            "node", [InitErrorDetails(type="missing", loc=("type",), input=value)]
        )
    node_type = NODE_TYPES.get(value["type"]) if isinstance(value["type"], str) else None
    if node_type is None:
        raise _problem(("type",), value["type"], "node_type_unknown")
    settings: NodeSettings = node_type.settings.model_validate(value)
    return settings


def _problem(path: tuple[str, ...], found: Any, code: str) -> ValidationError:
    line = InitErrorDetails(type="value_error", loc=path, input=found, ctx={"error": ValueError(code)})
    return ValidationError.from_exception_data("node", [line])


class FlowDocument(BaseModel):
    """One flow: a graph of nodes by key, on the records of `form`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LocalText
    form: Key
    nodes: Annotated[
        dict[Key, SerializeAsAny[Annotated[NodeSettings, WrapValidator(_of_its_type)]]],
        Field(min_length=1),
    ]

    def export(self) -> dict[str, Any]:
        """The document as written: what was left out stays out."""
        return self.model_dump(mode="json", exclude_unset=True)
