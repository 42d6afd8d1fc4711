"""SQL of the sums by month that stand beside the days of a roll-up. Private to this concept."""

from helpwright.platform.statement import Statement
from helpwright.query.rollup import ALWAYS, Rollup, days_within, month_sql, next_month_sql


def add_months(rollup: Rollup) -> list[Statement]:
    """Sums by month beside the days, and a trigger that keeps them.

    The database sums anew itself, in the transaction that writes days, whichever version of the product writes them.
    """
    zone, months = rollup.zone, f"SELECT DISTINCT {month_sql('c.part', rollup.zone)} AS begin FROM changed c"
    spans = f"SELECT m.begin, {next_month_sql('m.begin', zone)} AS finish FROM ({months}) m"
    touched = f"SELECT r.* FROM ({spans}) span CROSS JOIN LATERAL ({days_within(rollup)}) r"
    table, keeps = rollup.month_table, _sums(rollup)
    made = [
        f"CREATE TABLE {table} AS {_of_months(rollup, rollup.table)}",
        f"CREATE INDEX ON {table} (part)",
        f"""CREATE OR REPLACE FUNCTION {keeps}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM {table} WHERE part IN ({months});
            INSERT INTO {table} {_of_months(rollup, f"({touched})")};
            RETURN NULL;
        END $$""",
        *(
            f"CREATE TRIGGER months_{event.lower()} AFTER {event} ON {rollup.table} "
            f"REFERENCING {side} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {keeps}()"
            for event, side in (("INSERT", "NEW"), ("DELETE", "OLD"))
        ),
        f"UPDATE rollups SET months = TRUE WHERE id = {rollup.id:d}",
    ]
    if ALWAYS in rollup.dims:
        # A period of a few days reads only these.
        made.insert(0, f'CREATE INDEX ON {rollup.table} ("{ALWAYS}")')
    return [Statement(each) for each in made]


def _sums(rollup: Rollup) -> str:
    return f"rollup.sum_{rollup.id:d}"


def _of_months(rollup: Rollup, days: str) -> str:
    """What the days give, added up by month: of a day that is a group its month, too."""
    named = [f'"{each}"' for each in sorted(rollup.dims)]
    selected = [f"{month_sql('r.part', rollup.zone)} AS part"]
    selected += [
        f"{month_sql(f'r.{each}', rollup.zone)} AS {each}" if each.startswith('"day:') else f"r.{each}"
        for each in named
    ]
    selected += [f"r.{each}" for each in sorted(rollup.scopes)]
    grouping = ", ".join(str(place + 1) for place in range(len(selected)))
    amounts = sorted((column, sql) for sql, column in rollup.parts.items())
    selected += [f"{_how(sql)}(r.{column}) AS {column}" for column, sql in amounts]
    return f"SELECT {', '.join(selected)} FROM {days} r GROUP BY {grouping}"


def _how(sql: str) -> str:
    """How amounts of several groups become one."""
    return next((each for each in ("min", "max") if sql.startswith(f"{each}(")), "sum")


LONELY = Statement(
    """SELECT substring(c.relname::text from '[0-9]+')::bigint AS id FROM pg_class c
    WHERE c.relnamespace = 'rollup'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^r[0-9]+_months$'
    AND NOT EXISTS (SELECT 1 FROM rollups u WHERE c.relname = 'r' || u.id || '_months')"""
)
"""Roll-ups that are gone, whose sums by month are not: a version that knew of none removed them."""


def drop_months(rollup_id: int) -> list[Statement]:
    """Remove the sums by month of a roll-up that is gone."""
    return [
        Statement(f"DROP TABLE IF EXISTS rollup.r{rollup_id:d}_months"),
        Statement(f"DROP FUNCTION IF EXISTS rollup.sum_{rollup_id:d}()"),
    ]


def months_differing(rollup: Rollup) -> Statement:
    """How many groups of months are not what its days give (row `{n}`)."""
    told, summed = f"SELECT * FROM {rollup.month_table}", _of_months(rollup, rollup.table)
    return Statement(
        f"""SELECT count(*) AS n FROM (
            ({told} EXCEPT ALL {summed}) UNION ALL ({summed} EXCEPT ALL {told})) differing"""
    )
