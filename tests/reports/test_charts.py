"""A dashboard is checked when it is published: its queries against the forms, their shapes against the charts."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpwright.reports.chart import settled
from helpwright.reports.kind import CHARTS
from tests.support.office import Office

DRAWINGS = Path(__file__).parents[2] / "web/src/features/reports/charts"
COUNT = {"agg": "count"}
TYPE, URGENCY, DAY = {"field": "problem_type"}, {"field": "urgency"}, {"field": "created_at", "bucket": "day"}
WAITED = {"agg": "avg", "field": "waited"}


def board(chart: str, query: dict[str, Any], **widget: Any) -> str:
    drawn = {"chart": chart, "title": "图", "at": [0, 0, 6, 4], "query": {"from": "ticket", **query}, **widget}
    app = {"key": "service_desk", "name": {"zh-CN": "客户服务", "en": "Service desk"}}
    return json.dumps({"format": 1, "app": app, "dashboards": {"board": {"name": "看板", "widgets": {"w": drawn}}}})


async def found(office: Office, text: str) -> dict[str, str]:
    answer = await office.blueprint(text, plan=True)
    assert answer.status_code == 200, answer.text
    return {
        each["path"].removeprefix("dashboards.board.widgets.w").lstrip("."): each["code"]
        for each in answer.json()["problems"]
    }


async def test_what_charts_can_draw(office: Office) -> None:
    tasks: dict[str, Any] = {"from": "tasks", "measures": [WAITED]}
    period = {"field": "created_at", "op": "within", "value": {"this": "month"}}
    for chart, query, widget in (
        ("metric", {"measures": [COUNT]}, {"settings": {"target": 20}}),
        ("metric", {"measures": [COUNT], "filter": period, "compare": "previous_period"}, {}),
        ("line", {"by": [DAY, TYPE], "measures": [COUNT]}, {"settings": {"area": True}}),
        ("line", {**tasks, "by": [{"field": "worked", "ranges": [60, 600]}]}, {}),
        ("bar", {"by": [TYPE, URGENCY], "measures": [COUNT]}, {"settings": {"stacked": True}}),
        ("pie", {"by": [TYPE], "measures": [{"agg": "ratio"}]}, {}),
        ("table", {"by": [TYPE, URGENCY, DAY], "measures": [COUNT, {"agg": "ratio"}]}, {}),
        ("ranking", {**tasks, "by": [{"field": "claimed_by"}]}, {"settings": {"top": 3, "lowest": True}}),
        ("column", {"by": [{"field": "created_at", "bucket": "weekday"}], "measures": [COUNT]}, {}),
        ("trend", {"by": [DAY], "measures": [COUNT]}, {"settings": {"complete": True}}),
        ("heatmap", {"by": [TYPE, URGENCY], "measures": [COUNT]}, {}),
        ("bar", {"from": "cases", "by": [{"field": "record.problem_type"}], "measures": [{"measure": "frt"}]}, {}),
    ):
        assert await found(office, board(chart, query, **widget)) == {}, (chart, query)


async def test_what_they_cannot(office: Office) -> None:
    tasks: dict[str, Any] = {"from": "tasks", "measures": [WAITED]}
    for chart, query, widget, problems in (
        ("sundial", {"measures": [COUNT]}, {}, {"": "chart_unknown"}),
        ("metric", {"by": [TYPE], "measures": [COUNT]}, {}, {"": "chart_shape"}),
        ("table", {}, {}, {"": "chart_shape"}),
        ("metric", {"measures": [COUNT]}, {"settings": {"hue": "red"}}, {"": "chart_settings"}),
        ("ranking", {"by": [TYPE], "measures": [COUNT]}, {"settings": {"top": 0}}, {"": "chart_settings"}),
        ("line", {"by": [TYPE], "measures": [COUNT]}, {}, {"chart": "chart_needs_order"}),
        (
            "bar",
            {"by": [TYPE, URGENCY], "measures": [COUNT, {"agg": "ratio"}]},
            {},
            {"chart": "chart_one_measure_of_two_groups"},
        ),
        ("pie", {**tasks, "by": [{"field": "node"}]}, {}, {"chart": "chart_needs_parts"}),
        ("trend", {"by": [TYPE], "measures": [COUNT]}, {}, {"chart": "chart_needs_order"}),
        (
            "bar",
            {"from": "cases", "by": [{"field": "record.gone"}], "measures": [COUNT]},
            {},
            {"query.by.0.field": "field_unknown"},
        ),
        ("metric", {"from": "nowhere", "measures": [COUNT]}, {}, {"query.from": "dataset_unknown"}),
        ("metric", {"measures": [{"measure": "frt"}]}, {}, {"query.measures.0.measure": "measure_unknown"}),
        ("metric", {"measures": [COUNT], "compare": "previous_year"}, {}, {"query.compare": "compare_needs_period"}),
        (
            "pie",
            {"by": [{"field": "gone"}], "measures": [{"agg": "sum", "field": "urgency"}]},
            {},
            {"query.by.0.field": "field_unknown", "query.measures.0.field": "measure_not_possible"},
        ),
        (
            "metric",
            {"measures": [COUNT], "filter": {"any": [{"field": "urgency", "op": "eq", "value": "gone"}]}},
            {},
            {"query.filter.any.0.value": "option_unknown"},
        ),
        (
            "metric",
            {"measures": [COUNT], "having": {"field": "m0", "op": "contains", "value": "x"}},
            {},
            {"query.having.op": "operator_not_possible"},
        ),
    ):
        assert await found(office, board(chart, query, **widget)) == problems, (chart, query)


async def test_widgets_of_every_chart_are_evaluated(office: Office) -> None:
    period = {"field": "created_at", "op": "within", "value": {"this": "day"}}
    query = {"measures": [COUNT], "filter": period, "compare": "previous_period"}
    text = board("metric", query, settings={"target": 4})
    assert (await office.blueprint(text)).status_code == 200
    role = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  watcher:
    name: 看
    grants: [{form: ticket, can: [read], scope: all}, {dashboard: board, can: [read]}]
"""
    assert (await office.blueprint(role)).status_code == 200
    watcher = await office.person("看", roles=["watcher"])
    await office.submit()
    widget = (await watcher.get("dashboards/board")).json()["widgets"]["w"]
    assert widget["rows"] == [[1, 0]]
    assert widget["settings"] == {"target": 4}
    assert [each["key"] for each in widget["columns"]] == ["m0", "m0_before"]


@pytest.mark.parametrize("key", CHARTS)
def test_a_chart_has_settings_with_defaults_and_a_drawing(key: str) -> None:
    assert settled(CHARTS[key], {}) is not None
    assert (DRAWINGS / f"{key}.tsx").is_file()
    least, most = CHARTS[key].dimensions
    assert 0 <= least <= most <= 4
