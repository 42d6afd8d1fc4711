"""Dashboards without a browser: what pictures show, what cells say, and that nothing written breaks out of the page."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw

from helpwright.platform.sentences import Sentences
from helpwright.reports.drawing import pictures
from helpwright.reports.drawing.board import widgets_html, widgets_text
from helpwright.reports.drawing.figures import Words, table_of
from helpwright.reports.drawing.filter_words import Told, filter_words
from helpwright.reports.drawing.frame import message_html
from helpwright.reports.kind import CHARTS

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
COUNT: dict[str, Any] = {"key": "n", "label": "数量", "type": "count"}
KIND: dict[str, Any] = {
    "key": "k",
    "label": "类型",
    "type": "choice",
    "options": [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}],
}


def words(locale: str = "zh-CN") -> Words:
    return Words(Sentences.load(), locale, NOW, ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("cell", "column", "told"),
    [
        (1_234_567, COUNT, "1,234,567"),
        (1234.5, {"type": "money", "symbol": "¥", "places": 2}, "¥1,234.50"),
        (-3, {"type": "money", "symbol": "¥", "places": 2}, "-¥3"),
        (7.25, {"type": "decimal", "unit": "kg"}, "7.2 kg"),
        (0.1234, {"type": "percent"}, "12.3%"),
        (5_400, {"type": "duration"}, "1 小时 30 分"),
        (20, {"type": "duration"}, "不到 1 分"),
        (90_000, {"type": "duration"}, "1 天 1 小时"),
        (None, COUNT, "–"),
        (None, KIND, "（空）"),
        ("b", KIND, "乙"),
        (["a", "b"], KIND, "甲、乙"),
        ("2026-11-20", {"type": "day"}, "11-20"),
        ("2025-11-20", {"type": "week"}, "2025-11-20"),
        ("2026-10-01", {"type": "quarter"}, "2026 年第 4 季度"),
        ("2026-11-23T16:00:00Z", {"type": "hour"}, "11-24 00:00"),
        ("9", {"type": "hour_of_day"}, "09:00"),
    ],
)
def test_cells_are_said_as_on_the_screen(cell: Any, column: dict[str, Any], told: str) -> None:
    assert words().cell(cell, column) == told


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ([{"field": "k", "op": "in", "value": ["a", "b"]}], "Kind: A, B"),
        ([{"field": "k", "op": "eq", "value": "gone"}], "Kind: gone"),
        ([{"field": "k", "op": "not_in", "value": ["a"]}], "Kind: not A"),
        ([{"field": "k", "op": "filled"}], "Kind: not empty"),
        ([{"field": "k", "op": "contains", "value": "x"}], "Kind contains x"),
        ([{"field": "k", "op": "between", "value": [1, 5]}], "Kind: 1 – 5"),
        ([{"field": "k", "op": "gt", "value": 5}], "Kind > 5"),
        ([{"field": "k", "op": "eq", "value": True}], "Kind: Yes"),
        ([{"field": "k", "op": "eq", "value": {"me": True}}], "Kind: oneself"),
        ([{"field": "k", "op": "in", "value": {"my": "teams"}}], "Kind: one’s own teams"),
        ([{"field": "k", "op": "eq", "value": {"field": "k"}}], "Kind: Kind"),
        ([{"field": "at", "op": "lt", "value": "2026-11-20T16:00:00Z"}], "at < 2026-11-21 00:00"),
        ([{"field": "at", "op": "within", "value": {"this": "week"}}], "at: this week"),
        ([{"field": "created_at", "op": "ge", "value": "2026-11-20T16:00:00Z"}], "from 2026-11-21"),
        ([{"field": "created_at", "op": "lt", "value": "2026-11-20T16:00:00Z"}], "until 2026-11-20"),
        (
            [
                {"field": "created_at", "op": "ge", "value": "2026-11-20T16:00:00Z"},
                {"field": "created_at", "op": "lt", "value": "2026-11-22T16:00:00Z"},
            ],
            "2026-11-21 to 2026-11-22",
        ),
    ],
)
def test_conditions_are_said_as_they_are(conditions: list[dict[str, Any]], told: str) -> None:
    fields = {"k": Told("Kind", {"a": "A", "b": "B"})}
    assert filter_words(conditions, fields, words("en")) == [told]


def test_a_second_group_becomes_amounts_of_its_own() -> None:
    columns = [{"key": "d", "label": "日", "type": "day"}, KIND, COUNT]
    rows = [["2026-11-20", "b", 2], ["2026-11-20", "a", 1], ["2026-11-21", "b", 4]]
    names, series = table_of(columns, rows, words())
    assert names == ["11-20", "11-21"]
    assert [(each.name, list(each.values)) for each in series] == [("甲", [1.0, None]), ("乙", [2.0, 4.0])]


def test_two_people_of_one_name_stay_two() -> None:
    options = [{"key": "a1", "label": "张伟"}, {"key": "b2", "label": "张伟"}]
    agent = {"key": "k", "label": "处理人", "type": "member", "options": options}
    rows = [["2026-11-20", "a1", 2], ["2026-11-20", "b2", 5]]
    _, series = table_of([{"key": "d", "label": "日", "type": "day"}, agent, COUNT], rows, words())
    assert [(each.name, list(each.values)) for each in series] == [("张伟", [2.0]), ("张伟", [5.0])]
    names, series = table_of([agent, KIND, COUNT], [["a1", "a", 2], ["b2", "a", 5]], words())
    assert (names, list(series[0].values)) == (["张伟", "张伟"], [2.0, 5.0])


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def near(image: Image.Image, place: tuple[float, float], color: str) -> bool:
    """Whether the picture has the color there, give or take what shrinking mixes."""
    wanted = tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
    found = image.getpixel((int(place[0] * 2), int(place[1] * 2)))
    assert isinstance(found, tuple)
    return all(abs(a - b) < 24 for a, b in zip(found, wanted, strict=True))


def test_columns_are_as_high_as_what_they_stand_for() -> None:
    image = opened(pictures.columns([[10.0, 40.0]]))
    assert image.size == (pictures.WIDTH * 2, pictures.HEIGHT * 2)
    first, second = 44 + 508 * 0.25, 44 + 508 * 0.75
    assert near(image, (first, 155), pictures.COLORS[0])
    assert near(image, (first, 100), "#ffffff")  # above a quarter of the height
    assert near(image, (second, 20), pictures.COLORS[0])


def test_an_axis_of_shares_ends_at_the_whole_where_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda _self, _at, text, **_more: told.append(text))
    pictures.lines([[0.0, None, 0.0]], percent=True)
    assert told == ["0%", "25%", "50%", "75%", "100%"]
    told.clear()
    pictures.columns([[0.0, 0.0]])
    assert told == ["0", "1", "2", "3", "4"]


def test_a_ring_shares_its_circle() -> None:
    image = opened(pictures.ring([3.0, 1.0]))
    assert near(image, (pictures.RING * 0.86, pictures.RING / 2), pictures.COLORS[0])
    assert near(image, (pictures.RING * 0.25, pictures.RING * 0.25), pictures.COLORS[1])
    assert near(image, (pictures.RING / 2, pictures.RING / 2), "#ffffff")
    opened(pictures.ring([0.0, 0.0]))


def test_lines_have_holes_where_there_is_nothing() -> None:
    image = opened(pictures.lines([[4.0, 4.0, None, 4.0, 4.0]]))
    step = (pictures.WIDTH - 44 - 8 - 12) / 4
    assert near(image, (50 + step / 2, 10), pictures.COLORS[0])
    assert not near(image, (50 + step * 1.5, 10), pictures.COLORS[0])


@pytest.mark.parametrize("values", [[], [None], [0.0], [-5.0, 5.0], [1e12], [0.001]])
def test_any_values_can_be_drawn(values: list[float | None]) -> None:
    opened(pictures.lines([values], filled=True))
    opened(pictures.columns([values], stacked=True))


def widget(chart: str, columns: list[dict[str, Any]], rows: list[list[Any]], title: str = "标题") -> dict[str, Any]:
    return {"title": title, "chart": chart, "columns": columns, "rows": rows, "state": "ready", "settings": {}}


@pytest.mark.parametrize("chart", [*sorted(CHARTS), "of_the_future"])
def test_every_chart_shows_its_numbers_also_without_pictures(chart: str) -> None:
    metric = chart == "metric"
    columns = [COUNT] if metric else [KIND, COUNT]
    rows = [[42]] if metric else [["a", 17], ["b", 42]]
    kept: dict[str, bytes] = {}

    def place(name: str, content: bytes) -> str:
        kept[name] = content
        return f"cid:{name}"

    html = widgets_html([widget(chart, columns, rows)], words(), place)
    assert "42" in html
    assert all(f"cid:{name}" in html for name in kept)
    assert "42" in widgets_text([widget(chart, columns, rows)], words("en"))


def test_what_people_wrote_is_text_in_the_page() -> None:
    evil = '<script>alert("x")</script>'
    columns = [{**KIND, "options": [{"key": "a", "label": evil}], "label": evil}, {**COUNT, "label": evil}]
    for chart in sorted(CHARTS):
        shown = [COUNT] if chart == "metric" else columns
        html = widgets_html([widget(chart, shown, [["a", 1][-len(shown) :]], evil)], words(), lambda name, _: name)
        assert "<script" not in html


DAY: dict[str, Any] = {"key": "d", "label": "日", "type": "day"}


def html_of(shown: dict[str, Any]) -> str:
    return widgets_html([shown], words(), lambda name, _: name)


def test_an_instant_alone_is_told_though_it_has_no_size() -> None:
    newest = {"key": "m0", "label": "最新", "type": "instant"}
    for chart, columns, row in (
        ("metric", [newest], ["2026-11-23T16:00:00Z"]),
        ("ranking", [KIND, newest], ["a", "2026-11-23T16:00:00Z"]),
        ("trend", [DAY, newest], ["2026-11-24", "2026-11-23T16:00:00Z"]),
    ):
        assert "2026-11-24 00:00" in html_of(widget(chart, columns, [row]))


def test_what_has_no_time_is_not_the_newest() -> None:
    html = html_of(widget("trend", [DAY, COUNT], [["2026-11-23", 17], ["2026-11-24", 42], [None, 999]]))
    assert "42" in html
    assert "999" not in html


def test_who_has_no_value_is_not_the_lowest() -> None:
    shown = widget("ranking", [KIND, COUNT], [["a", None], ["b", 42]])
    html = html_of({**shown, "settings": {"lowest": True, "top": 1}})
    assert "乙" in html
    assert "甲" not in html


@pytest.mark.parametrize("chart", ["bar", "column"])
def test_of_many_groups_the_first_are_told_and_of_many_days_the_last(chart: str) -> None:
    kind = {**KIND, "options": []}
    groups = widget(chart, [kind, COUNT], [[f"group {at:02}", 100 - at] for at in range(20)])
    days = widget(chart, [DAY, COUNT], [[f"2026-11-{at + 1:02}", 100 - at] for at in range(20)])
    for told in (html_of(groups), widgets_text([groups], words())):
        assert "group 00" in told
        assert "group 15" not in told
    text = widgets_text([days], words())
    assert "11-20" in text
    assert "11-05" not in text
    assert "11-20" in html_of(days)


def test_a_mail_about_thousands_of_groups_stays_a_mail() -> None:
    names = [f"customer {at:04}" for at in range(5000)]
    customer = {**KIND, "type": "link", "options": [{"key": each, "label": each.upper()} for each in names]}
    counted = [[each, 5000 - at] for at, each in enumerate(names)]
    crossed = [[each, f"2026-{1 + at % 12:02}-{1 + at % 28:02}", 1] for at, each in enumerate(names)]
    for chart in sorted(set(CHARTS) - {"metric", "trend"}):
        shown = [customer, DAY, COUNT] if chart == "heatmap" else [customer, COUNT]
        html = html_of(widget(chart, shown, crossed if chart == "heatmap" else counted))
        assert len(html) < 250_000
        assert "CUSTOMER 0000" in html
    pie = html_of(widget("pie", [customer, COUNT], [["customer 0000", 90], *([each, 1] for each in names[1:11])]))
    assert pie.count("CUSTOMER") == 7
    assert "其他" in pie


def test_groups_without_a_single_amount_are_said_to_be_empty() -> None:
    html = widgets_html([widget("line", [KIND, COUNT], [["a", None], ["b", None]])], words(), lambda name, _: name)
    assert "还没有数据" in html
    assert "<img" not in html


def test_a_page_that_says_one_thing_wears_both_lights_and_escapes() -> None:
    page = message_html("zh-CN", "不再接收「<周报>」？", "确认后 & 不再发", "不再接收")
    assert "prefers-color-scheme:dark" in page
    assert "「&lt;周报&gt;」" in page
    assert "确认后 &amp; 不再发" in page
    assert page.count('<form method="post"') == 1
    assert "<form" not in message_html("en", "Gone", "It ended.")


@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_however_many_and_long_the_groups_are_the_mail_stays_small(chart: str) -> None:
    """500 rows, each of two groups of its own, as a link to records gives them; mail programs cut at 100 KB."""
    first, second = ({**KIND, "key": key, "options": []} for key in "ab")
    groups = {"metric": 0, "pie": 1, "ranking": 1, "trend": 1}.get(chart, 2)
    columns = [*[first, second][:groups], COUNT]
    name = "😀长" * 10_000
    rows = [[*[f"{at} {name}", f"{name} {at}"][:groups], 500 - at] for at in range(500)]
    shown = widget(chart, columns, rows)
    assert len(html_of(shown).encode()) < 100_000
    assert len(widgets_text([shown], words()).encode()) < 10_000


def test_of_many_parts_the_rest_is_one() -> None:
    kind = {**KIND, "options": []}
    html = html_of(widget("pie", [kind, COUNT], [[f"part {at:02}", at] for at in range(1, 21)]))
    assert "part 20" in html
    assert "part 13" not in html
    assert f">{sum(range(1, 14))}<" in html
    assert "其他" in html


def test_of_many_series_the_largest_are_drawn_and_the_others_counted() -> None:
    first, second = ({**KIND, "key": key, "options": []} for key in "ab")
    rows = [[f"day {day}", f"series {at:02}", at] for day in range(3) for at in range(20)]
    for chart in ("column", "line", "bar"):
        html = html_of(widget(chart, [first, second, COUNT], rows)).partition("<th")[0]
        assert "series 19" in html
        assert "series 11" not in html
        assert "另有 12 组，见看板" in html


def test_a_name_that_turns_text_turns_nothing_beside_it() -> None:
    kind = {**KIND, "options": []}
    for chart in ("pie", "bar", "table", "ranking", "heatmap"):
        html = html_of(widget(chart, [kind, COUNT], [["\u202eevil", 5], ["plain", 3]]))
        assert "\u202e" not in html
        assert "\u2068evil\u2069" in html
