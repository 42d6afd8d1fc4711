import dayjs from "dayjs";
import type { TFunction } from "i18next";
import { serverNow } from "../../api/server-time";
import type { Cell, Column, Widget } from "../../api/types";
import { duration, exactly } from "../../app/words";

/** Column types whose cells are amounts; everything else names a group. */
const AMOUNTS = new Set([
  ...["number", "integer", "decimal", "money", "count", "duration", "percent", "ratio"],
]);

export function isAmount(column: Column): boolean {
  return AMOUNTS.has(column.type);
}

/** The group column, if any, and the amount columns of a widget's answer. */
export function shapeOf({ columns }: Pick<Widget, "columns">): {
  group: number;
  amounts: number[];
} {
  const amounts = columns.flatMap((column, index) => (isAmount(column) ? [index] : []));
  const group = columns.findIndex((column) => !isAmount(column));
  return { group, amounts };
}

/** How a bucket of time is written; weeks are named by their Monday. */
const BUCKETS: Record<string, string> = {
  hour: "MM-DD HH:00",
  month: "YYYY-MM",
  year: "YYYY",
};

/** The name of a group as people read it. */
export function groupName(
  cell: Cell | undefined,
  column: Column | undefined,
  t: TFunction,
): string {
  if (cell === null || cell === undefined || cell === "") return t("reports.none");
  if (Array.isArray(cell))
    return cell.map((each) => groupName(each, column, t)).join(t("list.and"));
  const text = String(cell);
  const option = column?.options?.find((each) => each.key === text);
  if (option) return option.label;
  return column && isTime(column) ? timeName(text, column.type, t) : text;
}

function timeName(text: string, type: string, t: TFunction): string {
  if (type === "hour_of_day") return `${text.padStart(2, "0")}:00`;
  const day = dayjs(text);
  if (!day.isValid()) return text;
  if (type === "quarter") {
    return t("reports.quarter", { year: day.year(), n: Math.floor(day.month() / 3) + 1 });
  }
  return day.format(BUCKETS[type] ?? (day.isSame(serverNow(), "year") ? "MM-DD" : "YYYY-MM-DD"));
}

/** Whether a column's groups come in an order of their own: times and ranges. */
export function isOrdered(column: Column | undefined): boolean {
  return column !== undefined && (isTime(column) || column.type === "range");
}

function isTime(column: Column): boolean {
  return /^(hour|hour_of_day|day|week|weekday|month|quarter|year|date|instant)$/.test(column.type);
}

/** A column of amounts; of a spread answer those of one value (`part`) of the second grouping. */
export type AmountColumn = Column & { part?: Cell };

/** The values of the groups behind an amount, as the server gave them. */
export function groupsBehind(
  { columns }: Pick<Widget, "columns">,
  row: readonly Cell[],
  column: number,
): Cell[] {
  const { part } = (columns[column] ?? {}) as AmountColumn;
  const groups = row.slice(0, columns.filter((each) => !isAmount(each)).length);
  return part === undefined ? groups : [...groups, part];
}

/** The place of an amount's measure among the measures that were asked for. */
export function measureBehind({ columns }: Pick<Widget, "columns">, column: number): number {
  const { part } = (columns[column] ?? {}) as AmountColumn;
  return part === undefined ? column - columns.findIndex(isAmount) : 0;
}

/** One answer with two groupings as one with a single grouping and an amount for each value of the second. */
export function spread<Shown extends Pick<Widget, "columns" | "rows">>(
  widget: Shown,
  t: TFunction,
): Shown {
  const [first, second, amount] = widget.columns;
  if (!first || !second || !amount || isAmount(second) || !isAmount(amount)) return widget;
  // Options come in their own order, so that a value has the same color everywhere.
  const known = second.options?.map((each) => each.label) ?? [];
  const present = new Set(widget.rows.map(([, part]) => groupName(part, second, t)));
  const places = new Map<string, number>();
  for (const name of known) if (present.has(name)) places.set(name, places.size + 1);
  const rows = new Map<string, Cell[]>();
  const parts = new Map<string, Cell>();
  for (const [group, part, value] of widget.rows) {
    const name = groupName(part, second, t);
    const place = places.get(name) ?? places.size + 1;
    places.set(name, place);
    parts.set(name, part ?? null);
    const row = rows.get(String(group)) ?? [group ?? null];
    row[place] = value ?? null;
    rows.set(String(group), row);
  }
  const columns = [...places.keys()].map(
    (label): AmountColumn => ({ ...amount, key: label, label, part: parts.get(label) ?? null }),
  );
  const width = columns.length + 1;
  return {
    ...widget,
    columns: [first, ...columns],
    rows: [...rows.values()].map((row) =>
      Array.from({ length: width }, (_, place) => row[place] ?? null),
    ),
  };
}

/** An amount in words: durations (seconds) as hours and minutes, others with thousands set off. */
export function amount(cell: Cell | undefined, column: Column | undefined, t: TFunction): string {
  if (cell === null || cell === undefined) return "–";
  const value = Number(cell);
  if (!column || Number.isNaN(value)) return String(cell);
  if (column.type === "duration") return duration(Math.round(value / 60), t);
  if (column.type === "percent" || column.type === "ratio") {
    return `${(value * 100).toFixed(1)}%`;
  }
  const places = column.symbol ? (column.places ?? 2) : 1;
  const digits = value.toLocaleString("en", {
    maximumFractionDigits: Math.max(1, places),
    minimumFractionDigits: column.symbol && !Number.isInteger(value) ? places : 0,
  });
  return dressed(digits, column);
}

/** Digits with the currency before them or the unit behind. */
function dressed(digits: string, column: Column | undefined): string {
  if (column?.symbol) {
    return digits.startsWith("-")
      ? `-${column.symbol}${digits.slice(1)}`
      : `${column.symbol}${digits}`;
  }
  if (!column?.unit) return digits;
  return column.unit === "%" ? `${digits}%` : `${digits} ${column.unit}`;
}

/** The same, short enough for an axis: 万 and 亿 in Chinese, K and M in English. */
export function shortAmount(
  value: number,
  column: Column | undefined,
  t: TFunction,
  language: string,
): string {
  if (column?.type === "duration" || column?.type === "percent") return amount(value, column, t);
  const notation = Math.abs(value) >= 10_000 ? "compact" : "standard";
  const digits = value.toLocaleString(language, { notation, maximumFractionDigits: 1 });
  // An axis has no room for units of many letters.
  return column?.symbol || column?.unit === "%" ? dressed(digits, column) : digits;
}

/** Any cell, for tables. */
export function cellText(cell: Cell | undefined, column: Column, t: TFunction): string {
  if (isAmount(column)) return amount(cell, column, t);
  if (/instant|datetime/.test(column.type) && typeof cell === "string") {
    return exactly(cell).slice(0, 16);
  }
  return groupName(cell, column, t);
}
