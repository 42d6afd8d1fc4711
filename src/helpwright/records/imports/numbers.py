"""Numbers that a sheet of the past keeps, and those that its other rows get."""

from typing import Final

from helpwright.kernel.errors import FieldProblem
from helpwright.platform.database import Row
from helpwright.records.engine import RecordEngine
from helpwright.records.imports import store
from helpwright.records.imports.mapping import CREATED_AT, NUMBER
from helpwright.records.imports.rows import Around, read_row
from helpwright.records.read import View

NUMBER_TAKEN: Final = FieldProblem("number", "import_number_taken")


async def pass_numbers(engine: RecordEngine, view: View, row: Row) -> None:
    """Let the counters go on behind what the sheet keeps, as far as it gets numbers from them; reads all of it.

    No number that some row keeps is then given to another one, wherever that stands, nor by the counter to a record of
    today. Those a process has taken from it before it gives up as it meets a row that keeps one (`Numbers.let_go`); a
    record of today that was sooner has its number, and the row is wrong.
    """
    now, zone = engine.clock.now(), view.definitions.zone
    mapping = [key if key in {NUMBER, CREATED_AT} else None for key in row["mapping"]]
    if NUMBER not in mapping:
        return
    around = Around(view.form, mapping, (), now, zone, history=True)
    kept: list[str] = []
    days, after = {now.astimezone(zone).date()}, 0
    waiting = store.WAITING[row["state"]]
    while part := await engine.database.all(store.rows_in(row["id"], waiting, after, store.AT_ONCE)):
        after = part[-1]["row"]
        for each in store.readable(part, engine.vault):
            found = read_row(around, each["row"], each["cells"])
            if found.number is None:
                days.add((found.created_at or now).astimezone(zone).date())
            else:
                kept.append(found.number)
    passed = engine.numbers.behind(view.form, kept, days)
    await engine.database.write([store.not_before(view.form.id, period, least) for period, least in passed.items()])
