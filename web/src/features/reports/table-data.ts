import dayjs from "dayjs";
import type { TFunction } from "i18next";
import type { Cell, Column, Widget } from "../../api/types";
import { duration, exactly } from "../../app/words";

/** Column types whose cells are amounts; everything else names a group. */
const AMOUNTS = new Set(["number", "integer", "decimal", "count", "duration", "percent", "ratio"]);

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

/** The name of a group as people read it. */
export function groupName(
  cell: Cell | undefined,
  column: Column | undefined,
  t: TFunction,
): string {
  if (cell === null || cell === undefined || cell === "") return t("reports.none");
  const option = column?.options?.find((each) => each.key === cell);
  if (option) return option.label;
  const text = String(cell);
  if (column && /date|day|instant|time/.test(column.type)) {
    const day = dayjs(text);
    if (day.isValid()) return day.format(day.isSame(dayjs(), "year") ? "MM-DD" : "YYYY-MM-DD");
  }
  return text;
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
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}

/** Any cell, for tables. */
export function cellText(cell: Cell | undefined, column: Column, t: TFunction): string {
  if (isAmount(column)) return amount(cell, column, t);
  if (/instant|datetime/.test(column.type) && typeof cell === "string") {
    return exactly(cell).slice(0, 16);
  }
  return groupName(cell, column, t);
}
