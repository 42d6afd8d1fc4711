"""What one recipient gets: the mail with pictures and numbers, and the short text of other ways."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from helpwright.definitions.model import Part
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Invalid
from helpwright.platform.letter import Enclosure, Letter
from helpwright.platform.sheet import XLSX
from helpwright.query.column import Column, columns_of
from helpwright.query.document import QueryDocument
from helpwright.query.sensitive import kept_values
from helpwright.reports.deliveries.model import DeliveryDocument
from helpwright.reports.describe import describe, label_of, linked_in, people_in
from helpwright.reports.drawing.board import widgets_html, widgets_text
from helpwright.reports.drawing.figures import Words
from helpwright.reports.drawing.filter_words import Told, filter_words
from helpwright.reports.drawing.frame import button_html, link_html, page_html
from helpwright.reports.evaluate import dashboard
from helpwright.reports.narrow import ignored, shared_conditions
from helpwright.reports.reader import Reader
from helpwright.reports.workbook import workbook_of

_TOLD = 4
_GRID = 12


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard as somebody sees it: widgets in reading order, and what it was narrowed to, in words.

    `idle` are fields that it was to be narrowed by and no widget knows, or its reader may not ask for.
    """

    name: str
    widgets: Sequence[Mapping[str, Any]]
    lines: Sequence[str]
    words: Words
    idle: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Subject, plain text of a mail, short text, and the letter."""

    subject: str
    text: str
    short: str
    letter: Letter


def words_of(reader: Reader, clock: Clock) -> Words:
    """The language and zone of a reader."""
    return Words(reader.sentences, reader.locale, clock.now(), reader.definitions.zone)


async def read_board(
    reader: Reader, name: str, conditions: Sequence[Mapping[str, Any]], only: Sequence[str] | None = None
) -> Board:
    """Evaluate it as the reader. Raises Missing where they may not see it."""
    words = words_of(reader, reader.engine.clock)
    shared = shared_conditions({"all": list(conditions)}) if conditions else []
    found = await dashboard(reader, name, shared)
    chosen = {key: each for key, each in found["widgets"].items() if only is None or key in only}
    widgets = sorted(chosen.values(), key=lambda each: each["at"][1] * _GRID + each["at"][0])
    lines = [words("letter_as_of", {"at": f"{words.now.astimezone(words.zone):%Y-%m-%d %H:%M}"})]
    if shared:
        fields = await told_fields(reader, name, shared)
        told = filter_words(shared, fields, words)
        widgets = [{**each, "notes": _notes(each, shared, fields, words)} for each in widgets]
        lines.append(words("letter_filtered", {"words": words("filter_between").join(told)}))
    ready = [each["unfiltered"] for each in widgets if each["state"] == "ready"]
    asked = dict.fromkeys(str(each["field"]) for each in shared)
    idle = [field for field in asked if ready and all(field in each for each in ready)]
    return Board(found["name"], widgets, lines, words, idle)


def _notes(
    widget: Mapping[str, Any], shared: Sequence[Mapping[str, Any]], fields: Mapping[str, Told], words: Words
) -> list[str]:
    """What a widget does not obey of that to which the whole was narrowed."""
    if widget["query"] is None:
        return []
    idle = ignored(QueryDocument.model_validate(widget["query"]), shared)
    names = words("list_separator").join(fields[each].label if each in fields else each for each in idle)
    return [words("letter_unfiltered", {"names": names})] if idle else []


async def told_fields(reader: Reader, name: str, shared: Sequence[Mapping[str, Any]]) -> dict[str, Told]:
    """What the fields of conditions are called, and their values that the reader may see by name."""
    app = reader.definitions.find("dashboard", name).app
    columns: dict[str, Column] = {}
    for form in reader.engine.forms(reader.definitions):
        if form.app == app:
            columns = {**columns_of(form), **columns}
    asked = [(columns[key], _ids(each.get("value"))) for each in shared if (key := str(each["field"])) in columns]
    names = await reader.names(people_in(asked), linked_in(asked))
    found: dict[str, Told] = {}
    for column, ids in asked:
        more = describe(column, ids, names, reader.definitions, reader.sentences, reader.locale)
        values = {str(each["key"]): str(each["label"]) for each in more.get("options") or ()}
        known = found.get(column.key)
        label = label_of(column, reader.sentences, reader.locale)
        found[column.key] = Told(label, values if known is None else {**known.values, **values})
    return found


def _ids(value: Any) -> list[UUID]:
    found = []
    for each in value if isinstance(value, list) else [value]:
        with suppress(ValueError):
            found.append(UUID(str(each)))
    return found


def require_tellable(reader: Reader, part: Part, narrowed_to: Sequence[Mapping[str, Any]]) -> None:
    """What is stored and told with a dashboard names no sensitive value. Raises Invalid, also for what is no filter."""
    if not narrowed_to:
        return
    shared_conditions({"all": list(narrowed_to)})
    forms = [form for form in reader.engine.forms(reader.definitions) if form.app == part.app]
    found = [problem for form in forms for problem in kept_values({"all": list(narrowed_to)}, columns_of(form))]
    if found:
        raise Invalid(found)


async def write_letter(board: Board, document: DeliveryDocument, open_at: str, stop_at: str, owner: str) -> Written:
    """Draw it in a thread of its own."""
    return await asyncio.to_thread(_write, board, document, open_at, stop_at, owner)


def _write(board: Board, document: DeliveryDocument, open_at: str, stop_at: str, owner: str) -> Written:
    words = board.words
    day = f"{words.now.astimezone(words.zone):%Y-%m-%d}"
    subject = words("letter_subject", {"name": document.name, "day": day})
    pictures: list[Enclosure] = []

    def place(name: str, content: bytes) -> str:
        pictures.append(Enclosure(f"{name}@helpwright", "image/png", content))
        return f"cid:{name}@helpwright"

    drawn = widgets_html(board.widgets, words, place)
    why = words("letter_why", {"owner": owner, "name": document.name})
    ways = [words("letter_open") + f"\n{open_at}"] if open_at else []
    foot = (button_html(open_at, words("letter_open")) if open_at else "") + f"{escape(why)} "
    if stop_at:
        foot += link_html(stop_at, words("letter_stop"))
        why += f"\n{words('letter_stop')}: {stop_at}"
    html = page_html(words.locale, board.name, board.lines, drawn, foot)
    text = "\n\n".join([board.name, *board.lines, widgets_text(board.widgets, words), *ways, why])
    sheet = _sheet(board) if document.sheet else None
    files = () if sheet is None else (Enclosure(f"{document.name} {day}.xlsx", XLSX, sheet),)
    letter = Letter(html, tuple(pictures), files, stop_at or None)
    return Written(subject, text, _short(board, open_at), letter)


def _short(board: Board, open_at: str) -> str:
    """The numbers that stand alone, and the link."""
    words = board.words
    told = []
    for each in board.widgets:
        if each["chart"] == "metric" and each["state"] == "ready" and each["rows"]:
            value = words.cell(each["rows"][-1][0], each["columns"][0])
            number = words("letter_number", {"title": each["title"], "value": value})
            told.append(" · ".join([number, *each.get("notes", ())]))
    lines = [board.name, *board.lines[1:], *told[:_TOLD], open_at]
    return "\n".join(line for line in lines if line)


def _sheet(board: Board) -> bytes:
    ready = [each for each in board.widgets if each["state"] == "ready"]
    sheets = [(each["title"], each["columns"], each["rows"]) for each in ready]
    return workbook_of(sheets, board.words("group_nothing"), board.words.locale)
