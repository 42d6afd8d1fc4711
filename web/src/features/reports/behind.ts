import type { Cell, Column } from "../../api/types";
import type { FilterTree } from "../../language/filter";
import { instantOf } from "../../language/period";

/**
 * The records behind a bar, a slice, a point: the query's own filter and the group's, as a query that lists rows. Pure.
 */

export interface AskedQuery {
  from: string;
  filter?: FilterTree | undefined;
  by?: { field: string; bucket?: string; ranges?: number[] }[];
  measures?: { agg?: string; measure?: string; filter?: FilterTree }[];
}

/** Of a group's column: the bucket a time fell into, and whether it is an instant or a day. */
type GroupColumn = Pick<Column, "type" | "kind">;

export interface Behind {
  from: string;
  filter: FilterTree | undefined;
}

const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };

/**
 * `row` begins with the groups. `measure` is the place of the measure that was pointed at: its own filter counts too.
 * Undefined where no filter says which rows they are: weekdays and hours of the day lie all over the calendar.
 */
export function behind(
  query: AskedQuery,
  columns: readonly GroupColumn[],
  row: readonly Cell[],
  zone: string,
  measure = 0,
): Behind | undefined {
  const groups = groupFilters(query, columns, row, zone);
  if (!groups) return undefined;
  const parts: FilterTree[] = query.filter ? [query.filter, ...groups] : [...groups];
  const own = query.measures?.[measure]?.filter;
  if (own) parts.push(own);
  const filter = parts.length > 1 ? { all: parts } : parts[0];
  return { from: query.from, filter };
}

/** What every row of these groups has in common, a condition a group. Undefined where no filter says it. */
export function groupFilters(
  query: AskedQuery,
  columns: readonly GroupColumn[],
  row: readonly Cell[],
  zone: string,
): FilterTree[] | undefined {
  const parts: FilterTree[] = [];
  for (const [place, { field, ranges }] of (query.by ?? []).entries()) {
    const part = groupFilter(field, columns[place], row[place] ?? null, zone, ranges);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts;
}

function groupFilter(
  field: string,
  column: GroupColumn | undefined,
  cell: Cell,
  zone: string,
  ranges: number[] | undefined,
): FilterTree | undefined {
  if (cell === null) return { field, op: "empty" };
  const type = column?.type ?? "";
  if (type === "range") return rangeFilter(field, Number(cell), ranges ?? []);
  if (type === "weekday" || type === "hour_of_day") return undefined;
  const bounds = timeBounds(type, String(cell), column?.kind === "date" ? undefined : zone);
  if (!bounds) return { field, op: "eq", value: cell };
  const [start, end] = bounds;
  return {
    all: [
      { field, op: "ge", value: start },
      { field, op: "lt", value: end },
    ],
  };
}

function rangeFilter(field: string, place: number, ranges: number[]): FilterTree {
  const low = ranges[place - 1];
  const high = ranges[place];
  const parts: FilterTree[] = [];
  if (low !== undefined) parts.push({ field, op: "ge", value: low });
  if (high !== undefined) parts.push({ field, op: "lt", value: high });
  return parts.length === 1 ? (parts[0] as FilterTree) : { all: parts };
}

/** From the beginning of the bucket to before that of the next one: days, or instants by the clocks of the zone. */
function timeBounds(
  type: string,
  cell: string,
  zone: string | undefined,
): [string, string] | undefined {
  const first = new Date(`${cell.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(first.getTime())) return undefined;
  if (type === "hour") first.setTime(Date.parse(`${cell}Z`));
  const next = new Date(first);
  if (type === "hour") next.setUTCHours(first.getUTCHours() + 1);
  else if (type in MONTHS) next.setUTCMonth(first.getUTCMonth() + (MONTHS[type] ?? 1));
  else if (type in DAYS) next.setUTCDate(first.getUTCDate() + (DAYS[type] ?? 1));
  else return undefined;
  const written = (day: Date) =>
    zone ? new Date(instantOf(day.getTime(), zone)).toISOString() : day.toISOString().slice(0, 10);
  return [written(first), written(next)];
}
