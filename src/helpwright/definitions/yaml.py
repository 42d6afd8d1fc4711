"""YAML 1.2 core schema to plain values, with the line and column of every key and value."""

import re
from dataclasses import dataclass, field
from math import isinf
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
_INT = re.compile(r"^[-+]?[0-9]+$")
_OCTAL = re.compile(r"^0o[0-7]+$")
_HEX = re.compile(r"^0x[0-9a-fA-F]+$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MAX_BYTES = 2_000_000
_MOST_DIGITS = 19
_LARGEST = 2**63 - 1
_CORE = "tag:yaml.org,2002:"
_SURROGATES = range(0xD800, 0xE000)
_FIRST_PRINTABLE = 32


@dataclass(frozen=True, slots=True)
class Position:
    """1-based line and column."""

    line: int
    column: int


class YamlProblem(Exception):  # noqa: N818 -- reported to the author of the text, not a fault
    """The text is not YAML as we accept it."""

    def __init__(self, code: str, position: Position, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.position = position
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values and where each stands."""

    value: Any
    positions: dict[Path, Position] = field(default_factory=dict)

    def position(self, path: Path) -> Position:
        """Of the path, else of the nearest part above it."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))


def read_yaml(text: str) -> Document:
    """Read one document. Raises YamlProblem (syntax, doubled key, alias, tag, too large)."""
    if len(text.encode()) > _MAX_BYTES:
        raise YamlProblem("yaml_too_large", Position(1, 1))
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        raise YamlProblem("yaml_syntax", where, str(error.problem or error.context or "")) from error
    except (YAMLError, RecursionError) as error:
        raise YamlProblem("yaml_syntax", Position(1, 1), str(error)) from error
    positions: dict[Path, Position] = {}
    try:
        value = _construct(node, (), positions, set()) if node is not None else None
    except RecursionError as error:
        raise YamlProblem("yaml_syntax", Position(1, 1), str(error)) from error
    return Document(value, positions)


def _construct(node: Node, path: Path, positions: dict[Path, Position], seen: set[int]) -> Any:
    positions.setdefault(path, _position(node))
    if id(node) in seen:
        raise YamlProblem("yaml_alias", _position(node))
    seen.add(id(node))
    if not str(node.tag).startswith(_CORE):
        raise YamlProblem("yaml_tag", _position(node), str(node.tag))
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_construct(each, (*path, index), positions, seen) for index, each in enumerate(node.value)]
    assert isinstance(node, MappingNode)  # noqa: S101 -- YAML has three kinds of nodes
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            raise YamlProblem("yaml_key", _position(key_node))
        if key in result:
            raise YamlProblem("yaml_key_doubled", _position(key_node), key)
        _check_characters(key_node, key)
        positions[*path, key] = _position(key_node)
        result[key] = _construct(value_node, (*path, key), positions, seen)
    return result


def _position(node: Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: ScalarNode) -> Any:
    text = str(node.value)
    _check_characters(node, text)
    if node.style in {"'", '"', "|", ">"}:
        return text
    if text in _WORDS:
        return _WORDS[text]
    for pattern, base in ((_INT, 10), (_OCTAL, 8), (_HEX, 16)):
        if pattern.match(text):
            digits = text if base == 10 else text[2:]  # noqa: PLR2004 -- the decimal base
            if len(digits.lstrip("+-0")) > _MOST_DIGITS or abs(int(digits, base)) > _LARGEST:
                raise YamlProblem("yaml_number", _position(node), text[:40])
            return int(digits, base)
    if not _FLOAT.match(text):
        return text
    number = float(text)
    if isinf(number):
        raise YamlProblem("yaml_number", _position(node), text[:40])
    return number


def _check_characters(node: Node, text: str) -> None:
    """No character that a database or a screen cannot take."""
    if any((ord(each) < _FIRST_PRINTABLE and each not in "\n\t") or ord(each) in _SURROGATES for each in text):
        raise YamlProblem("text_control", _position(node))
