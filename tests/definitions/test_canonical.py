"""Export, shuffle every key whose order carries no meaning, import, export: the same bytes."""

import io
import random
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.element import held_at
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.model import App, DefinitionSet, Part
from helpwright.definitions.yaml import read_yaml
from helpwright.entry.kinds import kinds
from tests.support.office import Office, open_office

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
NOTHING = DefinitionSet(1, {}, ())
KINDS = {kind.section: kind for kind in kinds()}


def shuffled(text: str, seed: int) -> str:
    """The same app; parts of a section and elements keep their order, everything else stands anywhere."""
    rng, whole = random.Random(seed), read_yaml(text).value  # noqa: S311 -- repeatable, not secret

    def mixed(value: Any, elements: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, list):
            return [mixed(each, elements, (*path, place)) for place, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        held = held_at(elements, path)
        if held is None or not held.keyed:
            rng.shuffle(keys)
        return {key: mixed(value[key], elements, (*path, key)) for key in keys}

    made = {
        section: {key: mixed(each, KINDS[section].elements, ()) for key, each in parts.items()}
        if section in KINDS
        else mixed(parts, (), ())
        for section, parts in whole.items()
    }
    sections = list(made)
    rng.shuffle(sections)
    writer = YAML(typ="safe", pure=True)
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # its hint knows only None
    writer.width = 4096
    out = io.StringIO()
    writer.dump({section: made[section] for section in sections}, out)
    return out.getvalue()


def exported(text: str) -> str:
    """What an installation gives back that imported the text."""
    plan = plan_blueprint(text, kinds(), NOTHING)
    assert plan.problems == ()
    parts = [
        Part(1, plan.app, kind.name, key, 1, document)
        for kind in kinds()
        for key, document in plan.examined.documents.get(kind.name, {}).items()
    ]
    live = DefinitionSet(1, {plan.app: App(plan.app, plan.examined.wanted.name)}, tuple(parts))
    return export_blueprint(live, plan.app, kinds())


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_same_bytes(seed: int) -> None:
    first = exported(SHIPPED)
    other = shuffled(first, seed)
    assert other != first
    assert exported(other) == first
    assert read_yaml(first).value == read_yaml(SHIPPED).value


async def test_importing_a_shuffled_export_changes_nothing(office: Office, database: str, tmp_path: Path) -> None:
    boss = await office.person("Boss", admin=True)
    text = (await boss.get("apps/service_desk/blueprint")).text
    for seed in (11, 12):
        answer = await office.blueprint(shuffled(text, seed))
        assert {each["change"] for each in answer.json()["changes"]} == {"unchanged"}
    assert (await boss.get("apps/service_desk/blueprint")).text == text
    async with open_office(database, tmp_path / "other") as other:
        assert (await other.blueprint(shuffled(text, 13))).status_code == 200
        chief = await other.person("Boss", admin=True)
        assert (await chief.get("apps/service_desk/blueprint")).text == text
