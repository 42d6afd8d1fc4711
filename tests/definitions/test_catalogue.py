"""The catalogue of the Studio: every kind has its words in both languages, and its settings a widget each."""

from typing import Any

import pytest

from helpwright.definitions.studio.catalogue import SECTIONS, WIDGETS
from helpwright.entry.kinds import FIELD_TYPES
from helpwright.entry.studio_catalogue import catalogue_json
from helpwright.kernel.text import LOCALES
from helpwright.platform.sentences import Sentences
from tests.definitions.conftest import Builder
from tests.support.office import Office

SENTENCES = Sentences.load()
CATALOGUES = ("fields", "nodes", "triggers", "actions", "charts", "measures")
BOTH = {locale: catalogue_json(SENTENCES, locale) for locale in LOCALES}
ENTRIES = [(name, each["key"]) for name in CATALOGUES for each in BOTH["zh-CN"][name]]


def entry(locale: str, catalogue: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in BOTH[locale][catalogue] if each["key"] == key)
    return found


@pytest.mark.parametrize(("catalogue", "key"), ENTRIES, ids=[".".join(each) for each in ENTRIES])
def test_every_member_speaks_both_languages(catalogue: str, key: str) -> None:
    chinese, english = entry("zh-CN", catalogue, key), entry("en", catalogue, key)
    assert chinese["help"]
    assert english["help"]
    assert chinese["name"] not in {key, english["name"]}
    for name, setting in (chinese["settings"] or {"properties": {}})["properties"].items():
        assert setting["widget"] in WIDGETS
        assert setting["section"] in SECTIONS
        if setting["widget"] == "custom":
            continue
        assert setting["title"] != name, f"words of setting {name} are missing"
        assert SENTENCES.knows(f"setting_{name}") or SENTENCES.knows(f"setting_{catalogue[:-1]}_{key}_{name}")
        for choice in setting.get("choices", ()):
            assert choice["label"] != choice["value"], f"words of {name} = {choice['value']} are missing"


def test_every_group_has_a_name() -> None:
    for locale in LOCALES:
        for groups in BOTH[locale]["groups"].values():
            assert all(each["name"] != each["key"] for each in groups), groups


@pytest.mark.parametrize("key", FIELD_TYPES)
def test_what_a_field_starts_with_is_valid(key: str) -> None:
    kind = FIELD_TYPES[key]
    required = {name for name, each in kind.settings.model_fields.items() if each.is_required()} - {"type", "label"}
    references = {
        name
        for name, each in entry("en", "fields", key)["settings"]["properties"].items()
        if each["widget"] == "reference"
    }
    assert required - references <= kind.start.keys()
    if not required & references:
        kind.settings.model_validate({"type": key, "label": "x", **kind.start})


async def test_over_http(office: Office, builder: Builder) -> None:
    answer = await builder.http.get("studio/catalogue", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert {each["key"] for each in found["fields"]} == set(FIELD_TYPES)
    assert {"name": "section_field", "path": ["layout", "#", "fields", "#"], "named_by": []} in found["elements"][
        "form"
    ]
    clerk = await office.agent()
    assert (await clerk.get("studio/catalogue")).status_code == 403


async def test_documents_of_an_app_and_used_keys(builder: Builder) -> None:
    parts = (await builder.http.get("apps/service_desk/definitions")).json()["parts"]
    assert "document" not in parts[0]
    parts = (await builder.http.get("apps/service_desk/definitions", params={"documents": "1"})).json()["parts"]
    ticket = next(each for each in parts if (each["kind"], each["key"]) == ("form", "ticket"))
    assert ticket["document"]["fields"]["urgency"]["type"] == "priority"
    artefact = await builder.read("form", "ticket")
    assert {"element": "field", "at": ["urgency"]} in artefact["used"]
    assert {"element": "option", "at": ["urgency", "critical"]} in artefact["used"]
