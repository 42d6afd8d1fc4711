"""A live app as a blueprint: sections in their order, documents in their one order (`canonical`)."""

import io
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from helpwright.definitions.canonical import canonical_text
from helpwright.definitions.check import live_document
from helpwright.definitions.kind import DefinitionKind
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.yaml import read_yaml

_FLOW_STYLE_UP_TO = 4
_WIDTH = 4096
_INDICATORS = frozenset(":{}[],&*#?|<>=!%@`'\"\\")


def export_blueprint(definitions: DefinitionSet, app: str, kinds: Sequence[DefinitionKind]) -> str:
    """YAML that imports to the same app; two apps that say the same give the same text."""
    whole: dict[str, Any] = {"format": 1, "app": {"key": app, "name": canonical_text(definitions.apps[app].name)}}
    for kind in kinds:
        parts = definitions.of_kind(kind.name, app)
        if parts:
            whole[kind.section] = {part.key: live_document(kind, part) for part in parts}
    writer = YAML(typ="rt", pure=True)
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(_styled(whole, 0), out)
    return out.getvalue()


def _styled(value: Any, depth: int) -> Any:
    """Small maps on one line, texts quoted where another reader might take them for something else."""
    if isinstance(value, dict):
        styled = CommentedMap((_quoted(key), _styled(each, depth + 1)) for key, each in value.items())
        if (
            depth > 1
            and len(value) <= _FLOW_STYLE_UP_TO
            and all(not isinstance(each, dict | list) for each in value.values())
        ):
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list):
        items = CommentedSeq(_styled(each, depth + 1) for each in value)
        if all(not isinstance(each, dict | list) for each in value):
            items.fa.set_flow_style()
        return items
    return _quoted(value) if isinstance(value, str) else value


def _quoted(text: str) -> str:
    plain = text.isprintable() and _INDICATORS.isdisjoint(text) and _read_plain(text) == text
    return text if plain else DoubleQuotedScalarString(text)


def _read_plain(text: str) -> Any:
    """What a YAML reader makes of the text without quotes; None when it cannot stand so."""
    try:
        return read_yaml(text).value
    except Exception:  # noqa: BLE001 -- any trouble means: quote it
        return None
