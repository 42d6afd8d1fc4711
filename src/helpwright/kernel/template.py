"""Text templates of builders: `您的工单 {{number}} 已受理`. A line whose variable is empty is dropped."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}\}")


def places(template: str) -> list[str]:
    """The name at each place of the template, as often as it is used."""
    return _VARIABLE.findall(template)


def variables(template: str) -> list[str]:
    """Names used by the template, in order of first use."""
    return list(dict.fromkeys(places(template)))


def render(template: str, values: Mapping[str, str | None]) -> str:
    """Fill the template; drop each line in which some variable is missing or empty."""
    lines: list[str] = []
    for line in template.split("\n"):
        names = _VARIABLE.findall(line)
        if any(not values.get(name) for name in names):
            continue
        lines.append(_VARIABLE.sub(lambda match: str(values[match.group(1)]), line))
    return "\n".join(lines)
