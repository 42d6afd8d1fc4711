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

/** What an amount is measured in: seconds, a share, a currency, a unit, or pieces. Only those of one kind share an axis. */
export function kindOf({ type, symbol, unit }: Column): string {
  if (type === "duration") return type;
  if (type === "percent" || type === "ratio") return "percent";
  return symbol ?? unit ?? "number";
}

/** The kinds of these columns, in their order. */
export function kindsOf(columns: readonly Column[], amounts: readonly number[]): string[] {
  return [...new Set(amounts.flatMap((index) => kindOf(columns[index] as Column)))];
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
  // By value and not by name: two people may share one. Options come in their own order, so that a value has the same
  // color everywhere.
  const parts = new Map<string, Cell>();
  for (const [, part] of widget.rows) parts.set(String(part ?? ""), part ?? null);
  const known = (second.options ?? []).map(({ key }) => key).filter((key) => parts.has(key));
  const places = new Map([...new Set([...known, ...parts.keys()])].map((key, at) => [key, at + 1]));
  const rows = new Map<string, Cell[]>();
  for (const [group, part, value] of widget.rows) {
    const row = rows.get(String(group)) ?? [group ?? null];
    row[places.get(String(part ?? "")) ?? 0] = value ?? null;
    rows.set(String(group), row);
  }
  const columns = [...places.keys()].map((key): AmountColumn => {
    const part = parts.get(key) ?? null;
    return { ...amount, key, label: groupName(part, second, t), part };
  });
  const width = columns.length + 1;
  return {
    ...widget,
    columns: [first, ...columns],
    rows: [...rows.values()].map((row) =>
      Array.from({ length: width }, (_, place) => row[place] ?? null),
    ),
  };
}

/** Parts of a second grouping that are drawn at most: more nobody tells apart. */
const MOST_PARTS = 12;

/**
 * Of a spread answer the parts with the largest amounts, in their order; `left` says how many are not among them, and
 * `rest` by row what those come to.
 */
export function fewer<Shown extends Pick<Widget, "columns" | "rows">>(
  widget: Shown,
): { widget: Shown; left: number; rest: ReadonlyMap<Cell[], number> } {
  const { columns, rows } = widget;
  const parts = columns.flatMap((column, place) => ("part" in column ? [place] : []));
  if (parts.length <= MOST_PARTS) return { widget, left: 0, rest: new Map() };
  const sum = (place: number) => rows.reduce((all, row) => all + Number(row[place] ?? 0), 0);
  const sums = new Map(parts.map((place) => [place, sum(place)]));
  const large = new Set(
    [...parts].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0)).slice(0, MOST_PARTS),
  );
  const stays = (_: unknown, place: number) => large.has(place) || !sums.has(place);
  const small = parts.filter((place) => !large.has(place));
  const cut = rows.map((row) => ({
    row: row.filter(stays),
    rest: small.reduce((all, place) => all + Number(row[place] ?? 0), 0),
  }));
  return {
    widget: { ...widget, columns: columns.filter(stays), rows: cut.map(({ row }) => row) },
    left: parts.length - MOST_PARTS,
    rest: new Map(cut.map(({ row, rest }) => [row, rest])),
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
  const least = column.symbol && !Number.isInteger(value) ? places : 0;
  return dressed(digitsOf(Math.max(1, places), least).format(value), column);
}

const FORMATS = new Map<string, Intl.NumberFormat>();

/** Making a format takes longer than writing a hundred numbers, and a table has thousands. */
function digitsOf(most: number, least: number): Intl.NumberFormat {
  const key = `${most} ${least}`;
  let format = FORMATS.get(key);
  if (!format) {
    format = new Intl.NumberFormat("en", {
      maximumFractionDigits: most,
      minimumFractionDigits: least,
    });
    FORMATS.set(key, format);
  }
  return format;
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
  if (column && ["duration", "percent"].includes(kindOf(column))) return amount(value, column, t);
  const notation = Math.abs(value) >= 10_000 ? "compact" : "standard";
  const digits = value.toLocaleString(language, { notation, maximumFractionDigits: 1 });
  // An axis has no room for units of many letters.
  return column?.symbol || column?.unit === "%" ? dressed(digits, column) : digits;
}

/** On axes durations go in hours where some last two or more, else in minutes: what one means, in seconds, and its word. */
export function timeScale(
  { columns, rows }: Pick<Widget, "columns" | "rows">,
  amounts: readonly number[],
): { one: number; word: "time.hours" | "time.minutes" } {
  const timed = amounts.filter((index) => columns[index]?.type === "duration");
  const hours = rows.some((row) => timed.some((index) => Number(row[index] ?? 0) >= 2 * 3600));
  return hours ? { one: 3600, word: "time.hours" } : { one: 60, word: "time.minutes" };
}

/** What stands at an axis: of durations `value` counts what `time` says, of others it is the amount itself. */
export function axisWords(
  value: number,
  column: Column | undefined,
  time: ReturnType<typeof timeScale>,
  t: TFunction,
  language: string,
): string {
  if (column?.type !== "duration") return shortAmount(value, column, t, language);
  return t(time.word, { h: value, m: value });
}

/** Any cell, for tables. */
export function cellText(cell: Cell | undefined, column: Column, t: TFunction): string {
  if (isAmount(column)) return amount(cell, column, t);
  if (/instant|datetime/.test(column.type) && typeof cell === "string") {
    return exactly(cell).slice(0, 16);
  }
  return groupName(cell, column, t);
}
