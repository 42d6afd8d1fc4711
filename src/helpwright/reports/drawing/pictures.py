"""Lines, columns and rings as PNG files, drawn without a browser. Pure.

A picture has shapes and digits only: names stand beside it as text, in every script and without a font of ours.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

COLORS: Final = (
    "#0f766e",
    "#3c95f8",
    "#ce7600",
    "#8843bc",
    "#134168",
    "#a14700",
    "#730022",
    "#97938a",
)
WIDTH: Final = 560
HEIGHT: Final = 168
RING: Final = 132
"""Sizes as they are shown; a file has twice as many points each way."""
_FINE: Final = 4
_SHARP: Final = 2
_LEFT: Final = 44
_RIGHT: Final = 8
_TOP: Final = 10
_BOTTOM: Final = 8
_TICKS: Final = 4
_LINE: Final = "#dfe4ea"
_TEXT: Final = "#6b7785"

Values = Sequence[float | None]


def color_of(place: int) -> str:
    """The color of a series or a part."""
    return COLORS[place % len(COLORS)]


def lines(series: Sequence[Values], *, filled: bool = False, percent: bool = False, scale: float = 1.0) -> bytes:
    """Lines along an order, with holes where there is no value. `scale` is what one on the axis means."""
    board = _Board(series, percent=percent, scale=scale)
    for place, values in enumerate(series):
        color = color_of(place)
        for run in _runs(values):
            points = [(board.across(at, len(values)), board.up(value)) for at, value in run]
            if filled and len(points) > 1:
                ground = board.up(0.0)
                board.tint([*points, (points[-1][0], ground), (points[0][0], ground)], color)
            if len(points) > 1:
                board.draw.line(points, fill=color, width=2 * _FINE, joint="curve")
            for x, y in points if len(values) <= _FEW_POINTS or len(points) == 1 else points[-1:]:
                board.dot(x, y, color)
    return board.png()


_FEW_POINTS: Final = 16


def columns(series: Sequence[Values], *, stacked: bool = False, percent: bool = False, scale: float = 1.0) -> bytes:
    """Columns beside each other, or on each other."""
    sums = [sum(each[at] or 0.0 for each in series) for at in range(len(series[0]))] if series else []
    board = _Board([sums] if stacked else series, percent=percent, scale=scale)
    count = len(sums) or 1
    slot = (board.width - (_LEFT + _RIGHT) * _FINE) / count
    wide = min(slot * 0.68, 56 * _FINE)
    ground = board.up(0.0)
    for at in range(len(sums)):
        middle = _LEFT * _FINE + slot * (at + 0.5)
        below = 0.0
        for place, values in enumerate(series):
            value = values[at]
            if value is None:
                continue
            if stacked:
                top, bottom = board.up(below + value), board.up(below)
                left, right = middle - wide / 2, middle + wide / 2
                below += value
            else:
                part = wide / len(series)
                left = middle - wide / 2 + part * place
                right, top, bottom = left + part * 0.9, board.up(value), ground
            box = (left, min(top, bottom), max(right, left + 1), max(top, bottom))
            board.draw.rectangle(box, fill=color_of(place))
    return board.png()


def ring(parts: Sequence[float]) -> bytes:
    """Parts of a whole, clockwise from the top."""
    size = RING * _FINE
    image = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(image)
    edge = (4 * _FINE, 4 * _FINE, size - 4 * _FINE, size - 4 * _FINE)
    whole = sum(parts)
    angle = -90.0
    for place, part in enumerate(parts):
        turn = 360.0 * part / whole if whole > 0 else 0.0
        if turn > 0:
            draw.pieslice(edge, angle, angle + turn, fill=color_of(place), outline="white", width=_FINE)
        angle += turn
    if whole <= 0:
        draw.ellipse(edge, fill=_LINE)
    hole = size * 0.29
    draw.ellipse((hole, hole, size - hole, size - hole), fill="white")
    return _png(image, RING, RING)


class _Board:
    """A white ground with an axis of amounts on the left."""

    def __init__(self, series: Sequence[Values], *, percent: bool, scale: float) -> None:
        known = [value for values in series for value in values if value is not None]
        highest = max([*known, 0.0]) / scale
        # Where nothing rises above nothing, an axis of shares still ends at the whole.
        self._high, self._step = _ceiling(1.0 if percent and highest <= 0 else highest)
        self._low = min([*known, 0.0]) / scale
        self._scale = scale
        self.width, self.height = WIDTH * _FINE, HEIGHT * _FINE
        self.image = Image.new("RGB", (self.width, self.height), "white")
        self.draw = ImageDraw.Draw(self.image)
        font = ImageFont.load_default(11 * _FINE)
        for tick in range(_TICKS + 1):
            amount = tick * self._step
            y = self.up(amount * scale)
            self.draw.line([(_LEFT * _FINE, y), (self.width - _RIGHT * _FINE, y)], fill=_LINE, width=_FINE)
            told = f"{amount * 100:g}%" if percent else _short(amount)
            self.draw.text(((_LEFT - 6) * _FINE, y), told, fill=_TEXT, font=font, anchor="rm")

    def across(self, place: int, count: int) -> float:
        room = self.width - (_LEFT + _RIGHT + 12) * _FINE
        start = (_LEFT + 6) * _FINE
        return start + (room / 2 if count == 1 else room * place / (count - 1))

    def up(self, value: float) -> float:
        room = self.height - (_TOP + _BOTTOM) * _FINE
        share = (value / self._scale - self._low) / (self._high - self._low)
        return self.height - _BOTTOM * _FINE - room * share

    def dot(self, x: float, y: float, color: str) -> None:
        size = 3 * _FINE
        self.draw.ellipse((x - size, y - size, x + size, y + size), fill=color)

    def tint(self, shape: Sequence[tuple[float, float]], color: str) -> None:
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon(list(shape), fill=36)
        self.image.paste(color, (0, 0, *self.image.size), mask)

    def png(self) -> bytes:
        return _png(self.image, WIDTH, HEIGHT)


def _runs(values: Values) -> list[list[tuple[int, float]]]:
    """Values without a hole between them, with their places."""
    found: list[list[tuple[int, float]]] = [[]]
    for at, value in enumerate(values):
        if value is not None:
            found[-1].append((at, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _ceiling(highest: float) -> tuple[float, float]:
    """The end of an axis above `highest`, and the step of its four marks: 1, 2, 2.5 or 5 of some size."""
    if highest <= 0:
        return float(_TICKS), 1.0
    size = 1.0
    while size * 10 * _TICKS <= highest:
        size *= 10
    while size * _TICKS > highest * 10:
        size /= 10
    step = next((size * each for each in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10) if size * each * _TICKS >= highest), 0)
    return step * _TICKS, step


def _short(amount: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if amount >= size:
            return f"{amount / (1e3 if letter == 'k' else size):g}{letter}"
    return f"{amount:g}"


def _png(image: Image.Image, width: int, height: int) -> bytes:
    target = BytesIO()
    small = image.resize((width * _SHARP, height * _SHARP), Image.Resampling.LANCZOS)
    small.quantize(64).save(target, "PNG", optimize=True)
    return target.getvalue()
