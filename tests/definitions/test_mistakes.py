"""Every kind of mistake in a blueprint is told with its place; nothing is guessed."""

from pathlib import Path
from typing import Any

import pytest

from helpwright.definitions.blueprint import Plan, plan_blueprint
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import kinds
from helpwright.platform.sentences import Sentences

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
HEAD = "format: 1\napp: {key: a, name: A}\n"
FIELDS = HEAD + "forms:\n  f:\n    name: F\n    fields:\n"
NOTHING = DefinitionSet(0, {}, ())


def plan(text: str) -> Plan:
    return plan_blueprint(text, kinds(), NOTHING)


def told(text: str) -> list[tuple[str, str, int, int]]:
    return [(each.path, each.code, each.line, each.column) for each in plan(text).problems]


def field(body: str) -> str:
    return f"{FIELDS}      x: {{{body}}}\n"


def test_the_shipped_blueprint_has_no_problem() -> None:
    assert told(SHIPPED) == []
    assert told("\ufeff" + SHIPPED) == []


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ("type: text, label: X, foo: 1", ".foo", "key_unknown"),
        ("type: text", ".label", "key_missing"),
        ("label: X", "", "type_missing"),
        ("type: nope, label: X", "", "value_not_one_of"),
        ("type: text, label: 5", ".label", "text_expected"),
        ("type: text, label: {}", ".label", "text_empty"),
        ("type: text, label: {EN: X}", ".label.EN", "value_wrong"),
        ("type: text, label: X, required: yes", ".required", "boolean_expected"),
        ("type: text, label: X, required: on", ".required", "boolean_expected"),
        ("type: text, label: X, unique: no", ".unique", "boolean_expected"),
        ("type: text, label: X, max_length: '5'", ".max_length", "number_expected"),
        ("type: text, label: X, max_length: 0", ".max_length", "value_wrong"),
        ("type: text, label: X, default: 09:00", ".default", ""),
        ("type: text, label: X, default: 5", ".default", "text_expected"),
        ('type: text, label: X, default: "a\\nb"', ".default", "text_one_line"),
        ("type: radio, label: X, options: {a: A}, default: [x]", "", "default_not_an_option"),
        ("type: radio, label: X, options: {a: A}, default: b", "", "default_not_an_option"),
        ("type: radio, label: X, options: {1: A}", ".options.1", "value_wrong"),
        ("type: radio, label: X, options: {a: Same, b: Same}", ".options.b", "option_label_doubled"),
        ("type: radio, label: X, options: {a: b, b: C}", ".options.a", "option_label_doubled"),
        ("type: radio, label: X, options: {}", ".options", "at_least_one"),
        ("type: email, label: X, unique: true, fill: {from: g, match: x, set: {}}", ".fill.from", "form_unknown"),
        ("type: multiline, label: X, unique: true", ".unique", "unique_not_possible"),
        ("type: status, label: X, options: {a: {en: A}}", ".options.a.category", "key_missing"),
        ("type: status, label: X, options: {a: {category: open}}", ".options.a", "text_empty"),
        (
            "type: status, label: X, public: write, options: {a: {en: A, category: open}}",
            ".public",
            "field_not_for_customers",
        ),
    ],
)
def test_a_field(body: str, path: str, code: str) -> None:
    text = field(body)
    problems = told(text)
    assert [each[:3] for each in problems] == ([(f"forms.f.fields.x{path}", code, 7)] if code else [])
    for found, _, line, column in problems:
        here = text.splitlines()[line - 1][column - 1 :]
        last = found.rpartition(".")[2]
        assert here.startswith(last) or code == "key_missing"


def _options(type_: str, count: int, more: str = "") -> str:
    return field(
        f"type: {type_}, label: X, options: {{" + ", ".join(f"o{n}: {{en: O{n}{more}}}" for n in range(count)) + "}"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (_options("select", 1_000), ""),
        (_options("select", 1_234), "最多 1000 个选项，现在有 1234 个，请删去或合并 234 个。"),
        (_options("multi_select", 1_001), "最多 1000 个选项，现在有 1001 个，请删去或合并 1 个。"),
        (_options("status", 100, ", category: open"), ""),
        (_options("status", 130, ", category: open"), "最多 100 个状态，现在有 130 个，请合并 30 个。"),
        (
            FIELDS + "".join(f"      x{n}: {{type: text, label: X}}\n" for n in range(503)),
            "最多 500 项，现在有 503 项，请减去 3 项。",
        ),
    ],
)
def test_who_has_too_many_is_told_how_many_and_what_to_do(text: str, sentence: str) -> None:
    sentences = Sentences.load()
    found = [sentences("zh-CN", each.code, each.data) for each in plan(text).problems]
    assert len(found) == (1 if sentence else 0)
    assert all(each.startswith(sentence) for each in found)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [", "yaml_syntax", 1, 5),
        ("a: 1\n---\nb: 2", "yaml_syntax", 2, 1),
        ("\tx: 1", "yaml_syntax", 1, 1),
        ("x: " + "[" * 1000, "yaml_syntax", 1, 1),
        ("a: 1\nb: 2\na: 3", "yaml_key_doubled", 3, 1),
        ("a: &x [1]\nb: *x", "yaml_alias", 1, 4),
        ("a: &x text\nb: *x", "yaml_alias", 1, 4),
        ("? [a]\n: 1", "yaml_key", 1, 3),
        ("a: !python/object:os.system rm", "yaml_tag", 1, 4),
        ("a: 99999999999999999999", "yaml_number", 1, 4),
        ("a: '1'\nb: " + "9" * 500, "yaml_number", 2, 4),
        ("a: 1e999", "yaml_number", 1, 4),
        ('a: "\\ud800"', "text_control", 1, 4),
        ('a: "\\0"', "text_control", 1, 4),
        ("", "blueprint_not_a_map", 1, 1),
        ("- 1", "blueprint_not_a_map", 1, 1),
    ],
)
def test_the_text_itself(text: str, code: str, line: int, column: int) -> None:
    assert told(text) == [("", code, line, column)]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("format: 2\napp: {key: a, name: A}", [("format", "value_not_one_of", 1, 1)]),
        ("format: true\napp: {key: a, name: A}", [("format", "value_not_one_of", 1, 1)]),
        ("format: 1", [("app", "key_missing", 1, 1)]),
        (HEAD + "nope: 1", [("nope", "key_unknown", 3, 1)]),
        (HEAD + "on: 1", [("on", "key_unknown", 3, 1)]),
        (HEAD + "<<: {forms: {}}", [("<<", "key_unknown", 3, 1)]),
        (HEAD + "forms: []", [("forms", "map_expected", 3, 1)]),
        ("format: 1\napp: {key: helpwright, name: A}", [("app.key", "key_reserved", 2, 7)]),
        ("format: 1\napp: {key: pg_x, name: A}", [("app.key", "key_reserved", 2, 7)]),
        ("format: 1\napp: {key: a, name: A, color: red}", [("app.color", "key_unknown", 2, 24)]),
        (HEAD + "teams: {Tech: {name: T}}", [("teams.Tech", "key_malformed", 3, 9)]),
        (
            HEAD + f"forms: {{{'f' * 31}: {{name: F, fields: {{x: {{type: text, label: X}}}}}}}}",
            [(f"forms.{'f' * 31}", "key_malformed", 3, 9)],
        ),
        (HEAD + "forms: {f: {name: F, fields: {}}}", [("forms.f.fields", "form_needs_field", 3, 22)]),
        (FIELDS + "      created_at: {type: text, label: X}", [("forms.f.fields.created_at", "key_reserved", 7, 7)]),
        (FIELDS + "      xmin: {type: text, label: X}", [("forms.f.fields.xmin", "key_reserved", 7, 7)]),
        (field("type: text, label: X") + "    title: y", [("forms.f.title", "field_unknown", 8, 5)]),
        (
            field("type: text, label: X") + "    layout: [{section: S, fields: [x, y, x]}]",
            [
                ("forms.f.layout.0.fields.1", "field_unknown", 8, 39),
                ("forms.f.layout.0.fields.2", "field_doubled", 8, 42),
            ],
        ),
        (
            field("type: text, label: X") + "    number: {digits: 3, reset: day, date: yyyyMM}",
            [("forms.f.number.reset", "number_repeats", 8, 25)],
        ),
        (
            HEAD + "calendars: {c: {zone: Mars/Base, week: {mon-fri: [09:00-12:00]}}}",
            [("calendars.c.zone", "zone_unknown", 3, 17)],
        ),
        (
            HEAD + "calendars: {c: {zone: Asia/Shanghai, week: {mon-fri: [09:00]}}}",
            [("calendars.c.week.mon-fri.0", "hours_malformed", 3, 55)],
        ),
        (
            HEAD + "roles: {r: {name: R, grants: [{form: nope, can: [read], scope: all}]}}",
            [("roles.r.grants.0.form", "form_unknown", 3, 32)],
        ),
    ],
)
def test_head_sections_and_references(text: str, problems: list[Any]) -> None:
    found = told(text)
    assert [each for each in found if each[1] != "value_wrong"] == problems


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("team: tech, by", "team: techno, by", "FLOW.handle.assign.0.team", "team_unknown"),
        ("role: supervisor, by", "role: boss, by", "FLOW.handle.assign.1.role", "role_unknown"),
        ("to: archive}", "to: nowhere}", "FLOW.confirm.outcomes.confirmed.to", "target_unknown"),
        ("e}, set: {status: closed}", "e}, set: {status: shut}", "FLOW.archive.set.status", "option_unknown"),
        ("{status: solved}, to", "{stat: solved}, to", "FLOW.handle.outcomes.done.set.stat", "field_unknown"),
        ("{actor: true}}}", "{actor: yes}}}", "FLOW.handle.claimed.set.assignee", "set_value_malformed"),
        ("op: eq, value: support}", "op: eq, value: suport}", "FLOW.handle.assign.0.when", "option_unknown"),
        ("op: eq, value: support}", "op: like, value: support}", "FLOW.handle.assign.0.when.op", "operator_unknown"),
        ("form: ticket\n    nodes", "form: tickets\n    nodes", "flows.ticket_flow.form", "form_unknown"),
        ("by: [{field: problem_type}]", "by: [{field: problem}]", "BOARD.by_type.query.by.0.field", "field_unknown"),
        ("office}\n      res", "home}\n      res", "forms.ticket.service.first_response.calendar", "calendar_unknown"),
        ("{field: status, op: eq", "{field: stat, op: eq", "BOARD.waiting.query.filter.field", "field_unknown"),
        ("op: eq, value: new", "op: is, value: new", "BOARD.waiting.query.filter.op", "operator_unknown"),
        ("survey: csat, to", "survey: nps, to", "rules.survey.then.0.survey", "survey_unknown"),
    ],
)  # fmt: skip
def test_references_of_the_running_example(old: str, new: str, path: str, code: str) -> None:
    assert SHIPPED.count(old) >= 1
    path = path.replace("FLOW", "flows.ticket_flow.nodes").replace("BOARD", "dashboards.cockpit.widgets")
    found = told(SHIPPED.replace(old, new, 1))
    assert (path, code) in [(each[0], each[1]) for each in found]
    place = next(each for each in found if each[0] == path)
    assert 1 < place[2] <= len(SHIPPED.splitlines())
    assert place[3] >= 1


def test_every_problem_has_a_sentence_in_both_languages() -> None:
    sentences = Sentences.load()
    texts = [field("type: text"), "a: 1e999", "a: !x y", field("type: radio, label: X, options: {a: S, b: S}")]
    for problem in (problem for text in texts for problem in plan(text).problems):
        for locale in ("zh-CN", "en"):
            assert sentences.knows(problem.code)
            assert "{" not in sentences(locale, problem.code, problem.data)


def test_the_whole_running_example_runs() -> None:
    notes = {f"{each.section}.{each.key}": each.notes for each in plan(SHIPPED).changes if each.notes}
    assert notes == {}
