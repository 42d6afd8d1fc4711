"""What rules, flows and dashboards cannot be is told with its place, by a code of its own."""

import pytest

from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import kinds
from helpwright.platform.sentences import Sentences

APP = """format: 1
app: {key: a, name: A}
forms:
  f:
    name: F
    fields:
      x: {type: text, label: X}
      d: {type: date, label: D}
"""
NOTHING = DefinitionSet(0, {}, ())


def rule(when: str) -> str:
    then = "[{action: comment, text: X, visibility: internal}]"
    return f"{APP}rules:\n  r: {{name: R, when: {{form: f, {when}}}, then: {then}}}\n"


def flow(node: str) -> str:
    nodes = (
        f"start: {{type: start, trigger: record_created, to: n}}, n: {{name: N, {node}}}, done: {{type: end, name: E}}"
    )
    return f"{APP}flows:\n  w: {{name: W, form: f, nodes: {{{nodes}}}}}\n"


def task(more: str) -> str:
    return flow(f"type: task, assign: [{{otherwise: true, role: k}}], outcomes: {{ok: {{name: OK, to: done}}}}, {more}")


def board(at: str) -> str:
    widget = f"{{chart: metric, title: T, at: {at}, query: {{from: f, measures: [{{agg: count}}]}}}}"
    return f"{APP}dashboards:\n  b: {{name: B, widgets: {{w: {widget}}}}}\n"


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        (rule("event: record_updated, field: x, fields: [d]"), "rules.r.when.fields", "field_or_fields"),
        (rule("event: record_updated, value: x"), "rules.r.when.value", "value_without_field"),
        (rule("event: schedule, every: day, day: 3"), "rules.r.when", "day_without_month"),
        (rule('event: schedule, every: day, at: "25:00"'), "rules.r.when.at", "time_malformed"),
        (flow("type: wait, to: done"), "flows.w.nodes.n", "wait_needs_end"),
        (
            flow("type: branch, lines: [{to: done}, {otherwise: true, to: done}]"),
            "flows.w.nodes.n.lines.0",
            "branch_needs_when_or_otherwise",
        ),
        (flow("type: cc, to: [{team: t, role: k}], next: done"), "flows.w.nodes.n.to.0", "reader_one"),
        (
            task("due: {hours: 4, time: wall, warn: {actions: []}}"),
            "flows.w.nodes.n.due.warn",
            "warn_before_or_after",
        ),
        (task("nobody: {incident: true, administrator: true}"), "flows.w.nodes.n.nobody", "nobody_needs_one"),
        (board("[10, 0, 3, 2]"), "dashboards.b.widgets.w", "widget_outside_grid"),
        (board("[9, 0, 0, 2]"), "dashboards.b.widgets.w", "widget_outside_grid"),
        (
            APP + "      s: {type: status, label: S, options: {a: {en: A, category: open}}}\n"
            "      t: {type: status, label: T, options: {a: {en: A, category: open}}}\n",
            "forms.f.fields",
            "status_doubled",
        ),
    ],
)
def test_it_is_told(text: str, path: str, code: str) -> None:
    problems = [(each.path, each.code) for each in plan_blueprint(text, kinds(), NOTHING).problems]
    assert (path, code) in problems
    assert Sentences.load().knows(code)


@pytest.mark.parametrize(
    "text",
    [
        rule("event: record_updated, field: x, value: y"),
        rule('event: schedule, every: month, at: "9:05", day: 3'),
        flow("type: wait, for: {hours: 1, time: wall}, to: done"),
        board("[9, 0, 3, 2]"),
    ],
)
def test_what_is_right_is_not_told(text: str) -> None:
    assert [(each.path, each.code) for each in plan_blueprint(text, kinds(), NOTHING).problems] == []
