"""Lists, rules and flows say the same of a record, whatever the field and the operator.

A list asks the database with the form's definitions, a rule the memory with the same, and a flow the memory with
nothing but the values: what a flow may ask is checked when it is published.
"""

from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.flows.fitting import check_fitting
from helpwright.flows.parts import check_lines
from helpwright.forms.form import Form
from helpwright.kernel.filter import Filter, evaluate, parse_filter
from helpwright.platform.database import Statement
from helpwright.rules.kind import RecordContext
from helpwright.rules.match import holds_now
from tests.forms.lab import APP, BLUEPRINT, create
from tests.support.asking_flow import asking
from tests.support.laws import law
from tests.support.office import Office

SEALED = """\
      secret: {type: text, label: 密, sensitive: true}
      private: {type: mobile, label: 私, sensitive: true}
"""
SHEET = BLUEPRINT.replace("      device: {type: link", f"{SEALED}      device: {{type: link")
AS_WRITTEN: Mapping[str, list[Any]] = {
    "name": ["张伟", "zoë", "Zoë", "a%b"],
    "mail": ["zhang@example.com", "zhang@EXAMPLE.com", "li@example.com"],
    "phone": ["13800138000", "+86 138 0013 8000", "13900139000"],
    "desk": ["0571-87654321-801", "(0571) 8765 4321 转 801", "010-62345678"],
    "story": ["第一行\n第二行", "第二行", "ß"],
    "pieces": [0, 10, "10", " 10 件", "1,000", 1000],
    "weight": [0, 1.25, "1.250", "1.25 kg", 7],
    "price": [0, 1234.5, "¥1,234.50", "1234.5", 2],
    "discount": [12.5, "12.5%", "12.5", 50],
    "day": ["2026-02-04", "2026/2/4", "2026年2月4日", "2026-11-23"],
    "at": [
        "2026-11-22T06:30:00.000Z",
        "2026-11-22T14:30:00+08:00",
        "2026-11-22T06:30:00Z",
        "2026-11-23T00:00:00+08:00",
    ],
    "kind": ["a", "甲", "b"],
    "level": ["high", "高", "low"],
    "state": ["new", "完成", "done"],
    "city": ["sh", "Shanghai", "上海", "bj"],
    "skills": ["x", "软件", "Welding", "z"],
    "boxes": ["m", "晚", "n"],
    "paid": [True, False, "是"],
    "secret": ["geheim", "张伟"],
    "private": ["13800138000", "+86 138 0013 8000", "13900139000"],
}
LISTS = frozenset({"skills", "boxes"})


async def filled(office: Office) -> Form:
    """Sheets with every value, some and none."""
    answer = await office.blueprint(SHEET, app=APP)
    assert answer.status_code == 200, answer.text
    boss = await office.person("主任", roles=["lab.chief"])
    device = await create(boss, "lab.device", name="Drill")
    chance = Random(5)  # noqa: S311 -- rows of a test
    for _ in range(24):
        values = {
            key: chance.choice(pool) for key, pool in AS_WRITTEN.items() if key != "state" and chance.random() < 0.6
        }
        values |= {key: [chance.choice(AS_WRITTEN[key])] for key in LISTS if key in values}
        await create(boss, **{"name": "x", "device": chance.choice([None, device["id"]]), **values})
        if chance.random() < 0.3:
            await create(boss, name="y", owner=boss.id, skills=[])
    definitions = await office.product.definitions.current()
    return office.product.records.forms(definitions).find("lab.sheet")


def a_condition(chance: Random, form: Form) -> dict[str, Any]:
    """Any field, any operator that it takes, any way to write a value."""
    key = chance.choice(list(form.fields))
    op = chance.choice(sorted(form.fields[key].type.operators))
    if op in {"empty", "filled"}:
        return {"field": key, "op": op}
    pool = AS_WRITTEN.get(key, ["S0001", "S00", "0"] if key == "no" else [str(UUID(int=1))])
    if op == "within":
        units = ["day", "week", "month"]
        return {"field": key, "op": op, "value": {chance.choice(["last", "previous"]): 1, "unit": chance.choice(units)}}
    if op in {"in", "not_in"}:
        return {"field": key, "op": op, "value": chance.sample(pool, chance.randrange(len(pool) + 1))}
    if op == "between":
        return {"field": key, "op": op, "value": [chance.choice(pool), chance.choice(pool)]}
    return {"field": key, "op": op, "value": chance.choice(pool)}


def a_tree(chance: Random, form: Form, depth: int = 2) -> dict[str, Any]:
    """Conditions, joined and turned round."""
    if depth and chance.random() < 0.3:
        word = chance.choice(["all", "any", "not"])
        if word == "not":
            return {"not": a_tree(chance, form, depth - 1)}
        return {word: [a_tree(chance, form, depth - 1) for _ in range(chance.randrange(3))]}
    return a_condition(chance, form)


def publishable(form: Form, tree: Any) -> bool:
    """Whether a flow may ask that."""
    flow = asking(tree)
    fields = form.document.valued
    lines: Any = flow.nodes["fork"]
    return not [*check_fitting(FIELD_TYPES, fields, flow), *check_lines(lines.lines, fields)]


def trees(examples: int, form: Form) -> list[Any]:
    """Random ones, the same each time outside of a soak."""
    found: list[Any] = []

    @law(examples, database=None)
    @given(st.integers(0, 2**32))
    def collect(seed: int) -> None:
        found.append(a_tree(Random(seed), form))  # noqa: S311 -- hypothesis chooses

    collect()
    # Each operator of each field with each way to write a value.
    for key, field in form.fields.items():
        for op in field.type.operators - {"empty", "filled", "within"}:
            for value in AS_WRITTEN.get(key, []):
                told = [value] if op in {"in", "not_in"} else [value, value] if op == "between" else value
                found.append({"field": key, "op": op, "value": told})
    return found


async def looked_up(office: Office, form: Form) -> tuple[Mapping[UUID, RecordContext], list[UUID]]:
    ids = [row["id"] for row in await office.rows("SELECT id FROM lab.sheet")]
    async with office.product.database.session() as session:
        return await office.product.contexts(session, form.name, ids, "zh-CN"), ids


async def asked(office: Office, form: Form, tree: Filter) -> set[UUID] | None:
    """As a list says; None where it refuses the question."""
    statement: Statement | None = await office.product.contexts.matching(form.name, tree, office.clock.now())
    return None if statement is None else {row["id"] for row in await office.product.database.all(statement)}


async def test_rules_say_what_lists_say(office: Office) -> None:
    form = await filled(office)
    contexts, ids = await looked_up(office, form)
    tried = 0
    for tree in trees(400, form):
        parsed = parse_filter(tree)
        found = await asked(office, form, parsed)
        if found is not None:
            tried += 1
            assert {each for each in ids if holds_now(parsed, contexts[each], office.clock.now())} == found, tree
    assert tried > 500


async def test_flows_say_what_lists_say_or_cannot_be_published(office: Office) -> None:
    form = await filled(office)
    contexts, ids = await looked_up(office, form)
    tried = 0
    for tree in trees(400, form):
        if not publishable(form, tree):
            continue
        parsed = parse_filter(tree)
        found = await asked(office, form, parsed)
        tried += 1
        assert {each for each in ids if evaluate(parsed, contexts[each].values)} == found, tree
    assert tried > 200


@pytest.mark.parametrize("field", sorted({*AS_WRITTEN, "no", "device", "owner"} - {"secret", "private"}))
async def test_a_flow_may_ask_each_operator(office: Office, field: str) -> None:
    answer = await office.blueprint(SHEET, app=APP)
    assert answer.status_code == 200, answer.text
    definitions = await office.product.definitions.current()
    form = office.product.records.forms(definitions).find("lab.sheet")
    value = AS_WRITTEN.get(field, ["S0001" if field == "no" else str(UUID(int=1))])[0]
    for op in sorted(form.fields[field].type.operators - {"within"}):
        told: dict[str, Any] = {
            "value": [value] if op in {"in", "not_in"} else [value, value] if op == "between" else value
        }
        tree = {"field": field, "op": op, **({} if op in {"empty", "filled"} else told)}
        assert publishable(form, tree), tree
