"""The generated pages of docs/reference say what the sources say."""

from pathlib import Path
from typing import Any

import orjson
import pytest

import reference
from helpwright.definitions.yaml import read_yaml
from tests.support.office import Office

ROOT = Path(__file__).parents[2]
SHIPPED = read_yaml((ROOT / "blueprints" / "service_desk.yaml").read_text("utf-8")).value


@pytest.mark.parametrize("name", reference.pages())
def test_no_page_is_stale(name: str) -> None:
    stored = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert stored == reference.pages()[name](), "run `make docs`"


def test_codes_stand_with_their_status() -> None:
    page = reference.errors_page()
    assert "| `draft_stale` | 409 |" in page
    assert "| `app_missing` | 404, field |" in page
    assert "| `mobile_malformed` | field |" in page
    assert "| `draft_behind` | 409, field |" in page
    assert "| `diff_added`" not in page


async def test_the_schema_is_served_and_every_reference_leads_somewhere(office: Office) -> None:
    answer = await office.browser().get("blueprint.schema.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
    schema = answer.json()
    assert schema == orjson.loads((ROOT / "docs" / "reference" / "blueprint.schema.json").read_bytes())
    assert set(SHIPPED) <= set(schema["properties"])
    assert {name.rsplit("/", 1)[1] for name in references(schema)} <= set(schema["$defs"])
    for section in ("forms", "flows", "rules", "dashboards"):
        assert known_keys(schema, section) >= {key for part in SHIPPED[section].values() for key in part}


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(each) for each in value.values()))
    return set().union(*(references(each) for each in value)) if isinstance(value, list) else set()


def known_keys(schema: dict[str, Any], section: str) -> set[str]:
    name = schema["properties"][section]["additionalProperties"]["$ref"].rsplit("/", 1)[1]
    return set(schema["$defs"][name]["properties"])
