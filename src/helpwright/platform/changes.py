"""Whether tables were changed since something was read: counters that the database keeps itself.

A trigger of each table raises its counter, a sequence, behind every statement that writes. Numbers of sequences are
seen at once, rows only after the commit. So one looks at the counters, then asks which writers are `RUNNING`, then
reads; what was read is still so at a later look if no counter differs and each of those writers is running still:

- who raised a counter after the first look is seen by the counter;
- who had raised it before was either through, and what it wrote was read, or is among those that were running.

After a crash of the server a counter may come to a number again; a look tells one life of the server from another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from helpwright.platform.statement import Statement

Row = Mapping[str, Any]
FORM_COUNTERS: Final = 16
SYSTEM_TABLES: Final = ("cases", "case_clocks", "tasks", "copies", "survey_answers", "people", "files")
_COUNTERS: Final = (
    *(f"helpwright.changes_of_{each}" for each in SYSTEM_TABLES),
    *(f"helpwright.changes_of_forms_{place}" for place in range(FORM_COUNTERS)),
)
_DERIVED = re.compile(r"(?:helpwright\.)?(?:rollups|rollup_notes|rollup\.r\d+(?:_months)?)|unnest")
_NO_TABLE = re.compile(r"\bextract\s*\(\s*\w+\s+FROM\b|\bDISTINCT\s+FROM\b", re.IGNORECASE)
_TABLE = re.compile(
    r"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?(?:LATERAL\s+)?(\(|\"[^\"]+\"\.\"[^\"]+\"|[^\s(),;]*)(?:\s+(?:AS\s+)?\w+)?(\s*,)?",
    re.IGNORECASE,
)

LOOK: Final[Sequence[Statement]] = (
    # Two statements, in this order: who is through is told by a later snapshot than the numbers.
    Statement(
        """SELECT ARRAY(SELECT pg_sequence_last_value(each.name::regclass)
            FROM unnest(%(names)s::text[]) WITH ORDINALITY each (name, place) ORDER BY each.place) AS counts""",
        {"names": list(_COUNTERS)},
    ),
    Statement(
        """SELECT pg_current_snapshot()::text AS snapshot, pg_postmaster_start_time() AS started,
            pg_stat_get_bgwriter_stat_reset_time() AS recovered"""
    ),
)
RUNNING: Final = Statement(
    """WITH locks AS MATERIALIZED (SELECT * FROM pg_locks WHERE granted AND locktype IN ('relation', 'transactionid'))
    SELECT min(x.transactionid::text::bigint) AS xid FROM locks x
    WHERE x.locktype = 'transactionid' AND x.mode = 'ExclusiveLock' AND x.virtualtransaction IN (
        SELECT w.virtualtransaction FROM locks w JOIN pg_trigger t ON t.tgrelid = w.relation
        WHERE t.tgname = 'changes_counted' AND w.mode <> 'AccessShareLock'
        AND w.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
    GROUP BY x.virtualtransaction"""
)
"""Transactions that have written to a counted table, or are about to; rows `{xid}`. A snapshot does not name the
youngest of those that are running."""
_XIDS: Final = 2**32


@dataclass(frozen=True, slots=True)
class Mark:
    """What must be so at a later look: these counters, by their place, and transactions still running."""

    server: tuple[Any, Any]
    counts: tuple[tuple[int, int | None], ...]
    running: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """The counters at one instant; transactions from `end` on, and these before it, are not through."""

    server: tuple[Any, Any]
    counts: Sequence[int | None]
    end: int
    open: frozenset[int]

    def mark(self, counters: Sequence[int]) -> Mark:
        """For what is read from now on out of the tables of these counters, but for who is running then."""
        return Mark(self.server, tuple((place, self.counts[place]) for place in counters))

    def keeps(self, mark: Mark) -> bool:
        """Whether nothing was committed between what was read under the mark and now."""
        return (
            mark.server == self.server
            and all(self.counts[place] == count for place, count in mark.counts)
            and all(map(self._runs, mark.running))
        )

    def _runs(self, xid: int) -> bool:
        # Locks name transactions by the lower half of their numbers.
        return xid in self.open or (xid - self.end) % _XIDS < _XIDS // 2


def read_look(rows: Sequence[Sequence[Row]]) -> Look:
    """The rows of `LOOK`."""
    (counted,), (told,) = rows
    _, end, still = told["snapshot"].split(":")
    running = frozenset(int(each) % _XIDS for each in still.split(",") if each)
    return Look((told["started"], told["recovered"]), counted["counts"], int(end), running)


def with_running(mark: Mark, rows: Sequence[Row]) -> Mark:
    """The mark with the rows of `RUNNING`, which must be asked before what is marked."""
    return replace(mark, running=frozenset(row["xid"] for row in rows))


def counter_of_form(form_id: int) -> int:
    """The place of the counter of a form's table."""
    return len(SYSTEM_TABLES) + form_id % FORM_COUNTERS


def count_changes(table: str, form_id: int) -> Statement:
    """Let changes of the table of a form be counted from now on."""
    return Statement(
        f"CREATE TRIGGER changes_counted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION helpwright.count_change('{_COUNTERS[counter_of_form(form_id)]}')"
    )


COUNTED: Final = Statement(
    """SELECT format('"%%s"."%%s"', n.nspname, c.relname) AS name FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.tgname = 'changes_counted' AND t.tgenabled = 'O' AND n.nspname <> %(system)s""",
    {"system": "helpwright"},
)
"""Tables of forms whose changes are counted, quoted: one that an older version made meanwhile is not among them."""


def counters_of(sql: str, forms: Mapping[str, int]) -> tuple[int, ...] | None:
    """The places of the counters of all tables that a statement reads; None where it may read one without.

    `forms` are the ids of forms by their table, quoted. What roll-ups tell is what the tables behind them say, which
    such a statement names as well.
    """
    found: set[int] = set()
    for name, more in _TABLE.findall(_NO_TABLE.sub(" ", sql)):
        bare = name.removeprefix("helpwright.")
        if more:
            return None
        if name in forms:
            found.add(counter_of_form(forms[name]))
        elif bare in SYSTEM_TABLES:
            found.add(SYSTEM_TABLES.index(bare))
        elif name != "(" and _DERIVED.fullmatch(name) is None:
            return None
    return tuple(sorted(found)) or None
