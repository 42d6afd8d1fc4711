import type { TFunction } from "i18next";
import type { Cell, Column } from "../../../api/types";
import type { Query } from "./model";
import {
  columnOf,
  type DataColumn,
  datasetOf,
  measureName,
  measureType,
  type Offer,
} from "./offer";

/** An answer as it might look, for a widget that has nothing to show yet. Pure, and the same each time. */

const DAY = 86_400_000;
const STEPS: Readonly<Record<string, number>> = {
  hour: DAY / 24,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  quarter: 91 * DAY,
  year: 365 * DAY,
};
const POINTS = 14;

export function sampleAnswer(
  offer: Offer,
  query: Query,
  now: number,
  t: TFunction,
): { columns: Column[]; rows: Cell[][] } {
  const dataset = datasetOf(offer, query.from);
  const groups = (query.by ?? []).map((each) => {
    const column = columnOf(dataset, each.field);
    return { each, column, keys: keysOf(each, column, now) };
  });
  const columns = groups.map(({ each, column, keys }): Column => {
    const bucket = bucketOf(each, column);
    const label = column?.label ?? each.field;
    if (each.ranges)
      return { key: each.field, label, type: "range", options: rangeOptions(each.ranges) };
    if (bucket === "weekday") return { key: each.field, label, type: bucket, options: weekdays(t) };
    if (bucket) return { key: each.field, label, type: bucket };
    const named =
      column?.options ??
      keys.map((key) => ({ key: String(key), label: t("board.sample.name", { letter: key }) }));
    return { key: each.field, label, type: column?.type ?? "text", options: [...named] };
  });
  const measures = (query.measures ?? []).map(
    (each, place): Column => ({
      key: each.measure ?? `m${place}`,
      label: measureName(offer, dataset, each),
      type: measureType(offer, dataset, each),
    }),
  );
  const rows = combined(groups.map(({ keys }) => keys)).map((keys, row) => [
    ...keys,
    ...measures.map((column, place) => amount(column.type, row, place)),
  ]);
  return { columns: [...columns, ...measures], rows };
}

function bucketOf(each: { field: string; bucket?: string | null }, column: DataColumn | undefined) {
  return each.bucket ?? (column?.buckets.length ? "day" : null);
}

function keysOf(
  each: NonNullable<Query["by"]>[number],
  column: DataColumn | undefined,
  now: number,
): Cell[] {
  if (each.ranges) return each.ranges.map((_, place) => place).concat(each.ranges.length);
  const bucket = bucketOf(each, column);
  if (bucket === "weekday") return [1, 2, 3, 4, 5, 6, 7];
  if (bucket === "hour_of_day") return Array.from({ length: 24 }, (_, hour) => hour);
  if (bucket) {
    const step = STEPS[bucket] ?? DAY;
    const length = bucket === "hour" ? 19 : 10;
    return Array.from({ length: POINTS }, (_, place) =>
      new Date(now - (POINTS - 1 - place) * step).toISOString().slice(0, length),
    );
  }
  if (column?.options?.length) return column.options.slice(0, 6).map((option) => option.key);
  return ["A", "B", "C", "D"];
}

function combined(lists: Cell[][]): Cell[][] {
  return lists.reduce<Cell[][]>(
    (rows, keys) => rows.flatMap((row) => keys.map((key) => [...row, key])),
    [[]],
  );
}

/** Something between low and high that looks like life. */
function amount(type: string, row: number, place: number): number {
  const wave = 0.55 + 0.3 * Math.sin(row * 1.7 + place) + 0.15 * Math.sin(row * 0.6 + 2 * place);
  if (type === "percent") return Math.round(wave * 1000) / 1000;
  if (type === "duration") return Math.round((place + 1) * 5400 * (0.6 + wave));
  return Math.max(Math.round(wave * 24), 1);
}

function rangeOptions(bounds: readonly number[]) {
  const names = [
    `< ${bounds[0]}`,
    ...bounds.slice(1).map((high, place) => `${bounds[place]}–${high}`),
    `≥ ${bounds.at(-1)}`,
  ];
  return names.map((label, place) => ({ key: String(place), label }));
}

function weekdays(t: TFunction) {
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    key: String(day),
    label: t(`reports.weekday.${day}`),
  }));
}
