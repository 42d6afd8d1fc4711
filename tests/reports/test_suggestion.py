"""Which charts fit a shape, the best first: the browser decides by the same declarations, tried on the same vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpwright.reports.chart import Chart, Group, Shape
from helpwright.reports.kind import CHARTS

VECTORS = json.loads(Path(__file__).with_name("chart_vectors.json").read_text(encoding="utf-8"))


def offered(charts: dict[str, Chart], shape: Shape) -> list[str]:
    def fits(chart: Chart) -> bool:
        sizes = (len(shape.groups), chart.dimensions), (len(shape.parts), chart.measures)
        return all(least <= number <= most for number, (least, most) in sizes) and not list(chart.check(shape))

    return sorted((key for key, each in charts.items() if fits(each)), key=lambda key: -charts[key].score(shape))


def read(shape: dict[str, Any]) -> Shape:
    return Shape([Group(**each) for each in shape["groups"]], shape["parts"])


def test_the_vectors_declare_what_the_charts_do() -> None:
    assert VECTORS["charts"] == {key: each.describe() for key, each in CHARTS.items()}


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda each: each["name"])
def test_what_is_offered(vector: dict[str, Any]) -> None:
    assert offered(dict(CHARTS), read(vector["shape"])) == vector["offered"]
