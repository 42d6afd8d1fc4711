"""A dashboard as HTML for mail programs and pages without scripts: tables, inline styles, pictures. Pure.

What carries the meaning is text: names and numbers stand beside every picture, for those whose program shows none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from helpwright.reports.drawing import pictures
from helpwright.reports.drawing.figures import TIMES, Series, Words, is_amount, largest, table_of

_COURSES: Final = frozenset({"bar", "column", "line", "trend"})
_ROWS: Final = 10
_BARS: Final = 12
_SERIES: Final = 8
"""As many as there are colors."""
_HEAT_ROWS: Final = 24
_HEAT_COLUMNS: Final = 31
_TEXT: Final = "#121a24"
_QUIET: Final = "#5f6b79"
_LINE: Final = "#dfe4ea"
_HEAT: Final = (15, 118, 110)
_HOURS: Final = 3600.0
_DAYS: Final = 86_400.0

Place = Callable[[str, bytes], str]
"""Keeps a picture (its name, its bytes) and answers the address under which the page finds it."""


@dataclass(slots=True)
class Sheet:
    """Pieces of a page, and the pictures that go with them, by name."""

    words: Words
    place: Place
    pieces: list[str] = field(default_factory=list)
    drawn: int = 0

    def picture(self, content: bytes, size: tuple[int, int], alt: str) -> str:
        """An image that shrinks with its column."""
        self.drawn += 1
        source = self.place(f"chart-{self.drawn}", content)
        return (
            f'<img src="{source}" width="{size[0]}" height="{size[1]}" alt="{escape(alt)}" '
            f'style="display:block;width:100%;max-width:{size[0]}px;height:auto;border:0">'
        )


def widgets_html(widgets: Iterable[Mapping[str, Any]], words: Words, place: Place) -> str:
    """All of them from top to bottom; numbers that stand alone go two in a row. `notes` are told before the numbers."""
    sheet = Sheet(words, place)
    waiting: list[str] = []
    for widget in widgets:
        body = "".join(map(_quiet, widget.get("notes", ()))) + _body(sheet, widget)
        if widget["chart"] in {"metric", "trend"}:
            waiting.append(_card(widget["title"], body))
            continue
        _flush(sheet, waiting)
        sheet.pieces.append(_card(widget["title"], body))
    _flush(sheet, waiting)
    return "".join(sheet.pieces)


def _flush(sheet: Sheet, waiting: list[str]) -> None:
    for start in range(0, len(waiting), 2):
        pair = waiting[start : start + 2]
        cells = "".join(
            f'<td width="50%" valign="top" style="padding:0 {0 if place else 6}px 0 {6 if place else 0}px">{each}</td>'
            for place, each in enumerate(pair)
        )
        more = '<td width="50%"></td>' if len(pair) == 1 else ""
        sheet.pieces.append(f"{_TABLE}<tr>{cells}{more}</tr></table>")
    waiting.clear()


_TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'


def _card(title: str, body: str) -> str:
    return (
        f'{_TABLE}<tr><td style="padding:14px 16px 16px;border:1px solid {_LINE};border-radius:8px;background:#ffffff">'
        f'<h2 style="margin:0 0 8px;font-size:14px;font-weight:600;color:{_TEXT}">{escape(title)}</h2>{body}'
        '</td></tr><tr><td height="12" style="font-size:0;line-height:12px">&nbsp;</td></tr></table>'
    )


def _quiet(text: str) -> str:
    return f'<p style="margin:4px 0 0;font-size:12px;color:{_QUIET}">{escape(text)}</p>'


def _body(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    words = sheet.words
    if widget["state"] != "ready":
        return _quiet(words(f"letter_{widget['state']}"))
    if says_nothing(widget):
        return _quiet(words("letter_empty"))
    if not any(map(is_amount, widget["columns"])):
        return _table(sheet, widget)  # the latest instant, say: nothing that has a size
    return _DRAWINGS.get(widget["chart"], _table)(sheet, widget)


def says_nothing(widget: Mapping[str, Any]) -> bool:
    """No rows, or not a single amount in them."""
    amounts = [place for place, column in enumerate(widget["columns"]) if is_amount(column)]
    rows = widget["rows"]
    return not rows or (bool(amounts) and all(row[place] is None for row in rows for place in amounts))


def _metric(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    row, words = widget["rows"][-1], sheet.words
    place, column = next((at, each) for at, each in enumerate(widget["columns"]) if is_amount(each))
    told = f'<div style="font-size:28px;line-height:36px;font-weight:600;color:{_TEXT}">'
    told += f"{escape(words.amount(row[place], column))}</div>"
    if len(row) > place + 1:
        told += _quiet(words("letter_before", {"value": words.amount(row[place + 1], widget["columns"][place + 1])}))
    return told


def _trend(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    # What has no time comes last, and is not the newest.
    rows = [row for row in widget["rows"] if row[0] is not None]
    rows = rows[:-1] if widget["settings"].get("complete") else rows
    if not rows:
        return _quiet(sheet.words("letter_empty"))
    shown = {**widget, "rows": rows}
    names, (series, *_) = table_of(widget["columns"], rows, sheet.words)
    newest = _metric(sheet, {**shown, "columns": widget["columns"], "rows": [rows[-1][:2]]})
    return newest + _quiet(names[-1]) + _chart(sheet, widget["title"], [series], names, pictures.lines)


def _line(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    filled = bool(widget["settings"].get("area"))

    def draw(series: Sequence[pictures.Values], *, percent: bool, scale: float) -> bytes:
        return pictures.lines(series, filled=filled, percent=percent, scale=scale)

    return _along(sheet, widget, draw)


def _column(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    stacked = bool(widget["settings"].get("stacked"))

    def draw(series: Sequence[pictures.Values], *, percent: bool, scale: float) -> bytes:
        return pictures.columns(series, stacked=stacked, percent=percent, scale=scale)

    return _along(sheet, widget, draw)


def _along(sheet: Sheet, widget: Mapping[str, Any], draw: Callable[..., bytes]) -> str:
    names, every = table_of(widget["columns"], widget["rows"], sheet.words)
    series, left = largest(every, _SERIES)
    # Amounts of different kinds have axes of their own, each a picture.
    kinds = dict.fromkeys(each.column["type"] for each in series)
    drawn = [
        _chart(sheet, widget["title"], [each for each in series if each.column["type"] == kind], names, draw)
        for kind in kinds
    ]
    return "".join(drawn) + _groups_left(sheet.words, left) + _table(sheet, widget, last=_along_time(widget))


def _along_time(widget: Mapping[str, Any]) -> bool:
    """Whether its newest rows are the last ones."""
    group = next((column for column in widget["columns"] if not is_amount(column)), None)
    return widget["chart"] in _COURSES and group is not None and group["type"] in TIMES


def _chart(sheet: Sheet, title: str, series: Sequence[Series], names: Sequence[str], draw: Callable[..., bytes]) -> str:
    scale, unit = _scale(series)
    percent = series[0].column["type"] in {"percent", "ratio"}
    content = draw([each.values for each in series], percent=percent, scale=scale)
    told = sheet.picture(content, (pictures.WIDTH, pictures.HEIGHT), title)
    marks = [names[0], names[len(names) // 2], names[-1]] if len(names) > 2 else names  # noqa: PLR2004 -- ends and middle
    aligned = ("left", "center", "right") if len(marks) > 1 else ("center",)
    shown = zip(marks, aligned if len(marks) != 2 else ("left", "right"), strict=True)  # noqa: PLR2004
    cells = "".join(f'<td align="{at}" style="font-size:11px;color:{_QUIET}">{escape(name)}</td>' for name, at in shown)
    told += f'<div style="padding-left:7%">{_TABLE}<tr>{cells}</tr></table></div>'
    keys = [_key(place, each.name) for place, each in enumerate(series)] if len(series) > 1 else []
    if unit is not None:
        keys.append(f'<span style="color:{_QUIET}">{escape(sheet.words(unit))}</span>')
    return told + (f'<p style="margin:6px 0 0;font-size:12px;line-height:20px">{" ".join(keys)}</p>' if keys else "")


def _scale(series: Sequence[Series]) -> tuple[float, str | None]:
    """What one on the axis means, and the word for it: durations in minutes, hours or days."""
    if series[0].column["type"] != "duration":
        return 1.0, None
    highest = max((value for each in series for value in each.values if value is not None), default=0.0)
    if highest < 2 * _HOURS:
        return 60.0, "letter_in_minutes"
    return (_HOURS, "letter_in_hours") if highest < 2 * _DAYS else (_DAYS, "letter_in_days")


def _key(place: int, name: str) -> str:
    return (
        f'<span style="white-space:nowrap;color:{_TEXT}">'
        f'<span style="color:{pictures.color_of(place)}">&#9632;</span>&nbsp;{escape(name)}</span>'
    )


def _pie(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    names, (series, *_) = table_of(widget["columns"], widget["rows"], sheet.words)
    parts = [(name, max(each or 0.0, 0.0)) for name, each in zip(names, series.values, strict=True)]
    whole = sum(amount for _, amount in parts)
    if len(parts) > _SERIES:
        # As on the screen: those that are large enough to be seen, and the rest as one.
        parts.sort(key=lambda each: -each[1])
        rest = sum(amount for _, amount in parts[_SERIES - 1 :])
        parts = [*parts[: _SERIES - 1], (sheet.words("letter_rest"), rest)]
    amounts = [amount for _, amount in parts]
    drawn = sheet.picture(pictures.ring(amounts), (pictures.RING, pictures.RING), widget["title"])
    rows = "".join(
        f'<tr><td style="padding:3px 12px 3px 0;font-size:13px">{_key(place, name)}</td>'
        f'<td align="right" style="padding:3px 8px;font-size:13px">'
        f"{escape(sheet.words.amount(value, series.column))}</td>"
        f'<td align="right" style="padding:3px 0;font-size:12px;color:{_QUIET}">{_share(value, whole)}</td></tr>'
        for place, (name, value) in enumerate(parts)
    )
    return (
        f'{_TABLE}<tr><td width="{pictures.RING}" valign="middle" style="width:{pictures.RING}px">{drawn}</td>'
        f'<td valign="middle" style="padding-left:16px"><table cellpadding="0" cellspacing="0">{rows}</table></td>'
        "</tr></table>"
    )


def _share(value: float, whole: float) -> str:
    return f"{value / whole * 100:.1f}%" if whole > 0 else "–"


def _bars(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    names, every = table_of(widget["columns"], widget["rows"], sheet.words)
    series, left = largest(every, _SERIES)
    order = list(range(len(names)))
    if widget["chart"] == "ranking":
        settings = widget["settings"]
        order = [at for at in order if series[0].values[at] is not None]
        order.sort(key=lambda at: series[0].values[at] or 0.0, reverse=not settings.get("lowest"))
        order = order[: settings.get("top", _BARS)]
    shown = order[-_BARS:] if _along_time(widget) else order[:_BARS]
    highest = {
        kind: max((value or 0.0 for each in series if each.column["type"] == kind for value in each.values), default=0)
        for kind in {each.column["type"] for each in series}
    }
    rows = "".join(_bar_rows(sheet.words, names[at], series, at, highest) for at in shown)
    keys = " ".join(_key(place, each.name) for place, each in enumerate(series)) if len(series) > 1 else ""
    more = _groups_left(sheet.words, left) + _more(sheet.words, len(order) - len(shown))
    return f'{_TABLE}{rows}</table><p style="margin:6px 0 0;font-size:12px">{keys}</p>{more}'


def _bar_rows(words: Words, name: str, series: Sequence[Series], at: int, highest: Mapping[str, float]) -> str:
    found = ""
    for place, each in enumerate(series):
        value = each.values[at]
        most = highest[each.column["type"]]
        wide = max(1, round(100 * max(value or 0.0, 0.0) / most)) if most > 0 and value else 0
        bar = (
            f'<table role="presentation" width="{wide}%" cellpadding="0" cellspacing="0"><tr>'
            f'<td height="12" bgcolor="{pictures.color_of(place)}" style="font-size:0;border-radius:2px">&nbsp;</td>'
            "</tr></table>"
            if wide
            else ""
        )
        found += (
            f'<tr><td width="30%" style="padding:3px 8px 3px 0;font-size:13px;color:{_TEXT}">'
            f"{escape(name) if place == 0 else ''}</td>"
            f'<td style="padding:3px 0">{bar}</td>'
            f'<td width="22%" align="right" style="padding:3px 0 3px 8px;font-size:13px;white-space:nowrap">'
            f"{escape(words.amount(value, each.column))}</td></tr>"
        )
    return found


def _heat(sheet: Sheet, widget: Mapping[str, Any]) -> str:
    groups = [place for place, column in enumerate(widget["columns"]) if not is_amount(column)]
    if len(groups) != 2:  # noqa: PLR2004 -- a map has two sides
        return _table(sheet, widget)
    across, every = table_of(widget["columns"], widget["rows"], sheet.words)
    series, left = largest(every, _HEAT_ROWS)
    left += max(0, len(across) - _HEAT_COLUMNS)
    across = across[:_HEAT_COLUMNS]
    highest = max((value or 0.0 for each in every for value in each.values), default=0.0)
    heads = "".join(
        f'<td align="center" style="font-size:10px;color:{_QUIET}">{escape(name.removesuffix(":00"))}</td>'
        for name in across
    )
    rows = f"<tr><td></td>{heads}</tr>"
    for each in series:
        cells = "".join(_heat_cell(value, highest, sheet.words, each.column) for value in each.values[:_HEAT_COLUMNS])
        rows += f'<tr><td style="font-size:11px;color:{_QUIET};padding-right:6px">{escape(each.name)}</td>{cells}</tr>'
    return f'<table width="100%" cellpadding="0" cellspacing="1">{rows}</table>{_groups_left(sheet.words, left)}'


def _heat_cell(value: float | None, highest: float, words: Words, column: Mapping[str, Any]) -> str:
    share = (value or 0.0) / highest if highest > 0 else 0.0
    red, green, blue = (round(255 - (255 - each) * share) for each in _HEAT)
    ink = "#ffffff" if share > 0.55 else _TEXT  # noqa: PLR2004 -- where white reads better
    told = escape(words.amount(value, column)) if value else "&nbsp;"
    return (
        f'<td align="center" bgcolor="#{red:02x}{green:02x}{blue:02x}" '
        f'style="font-size:10px;line-height:18px;color:{ink}">{told}</td>'
    )


def _table(sheet: Sheet, widget: Mapping[str, Any], *, last: bool = False) -> str:
    """The numbers; of what goes along time the `last` rows, else the first."""
    columns, rows = widget["columns"], widget["rows"]
    shown = rows[-_ROWS:] if last else rows[:_ROWS]
    heads = "".join(
        f'<th scope="col" align="{_side(each)}" style="padding:6px 8px;font-size:12px;font-weight:600;color:{_QUIET};'
        f'border-bottom:1px solid {_LINE}">{escape(str(each["label"]))}</th>'
        for each in columns
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td align="{_side(column)}" style="padding:5px 8px;font-size:13px;color:{_TEXT};'
            f'border-bottom:1px solid {_LINE}">{escape(sheet.words.cell(cell, column))}</td>'
            for cell, column in zip(row, columns, strict=True)
        )
        + "</tr>"
        for row in shown
    )
    more = _more(sheet.words, len(rows) - len(shown))
    return f'<table width="100%" cellpadding="0" cellspacing="0" style="margin-top:8px">{heads}{lines}</table>{more}'


def _side(column: Mapping[str, Any]) -> str:
    return "right" if is_amount(column) else "left"


def _more(words: Words, count: int) -> str:
    if count < 1:
        return ""
    return _quiet(words("letter_more_rows", {"count": count}))


def _groups_left(words: Words, count: int) -> str:
    return _quiet(words("letter_more_groups", {"count": count})) if count else ""


_DRAWINGS: Mapping[str, Callable[[Sheet, Mapping[str, Any]], str]] = {
    "metric": _metric,
    "trend": _trend,
    "line": _line,
    "column": _column,
    "pie": _pie,
    "bar": _bars,
    "ranking": _bars,
    "heatmap": _heat,
}
"""By chart; any other is its table."""


def widgets_text(widgets: Iterable[Mapping[str, Any]], words: Words) -> str:
    """The same as plain text: each title with its numbers."""
    found = []
    for widget in widgets:
        lines = [f"【{widget['title']}】" if words.locale.startswith("zh") else widget["title"]]
        lines += widget.get("notes", ())
        if widget["state"] != "ready":
            lines.append(words(f"letter_{widget['state']}"))
        elif says_nothing(widget):
            lines.append(words("letter_empty"))
        else:
            lines += _text_rows(widget, words)
        found.append("\n".join(lines))
    return "\n\n".join(found)


def _text_rows(widget: Mapping[str, Any], words: Words) -> list[str]:
    columns, rows = widget["columns"], widget["rows"]
    if len(columns) == 1:
        return [words.cell(rows[-1][0], columns[0])]
    few = rows[-_ROWS:] if _along_time(widget) else rows[:_ROWS]
    shown = ["  ".join(words.cell(cell, column) for cell, column in zip(row, columns, strict=True)) for row in few]
    if len(rows) > len(shown):
        shown.append(words("letter_more_rows", {"count": len(rows) - len(shown)}))
    return shown
