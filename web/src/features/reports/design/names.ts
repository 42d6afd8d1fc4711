import type { TFunction } from "i18next";
import type { Query } from "./model";
import { columnOf, datasetOf, measureName, type Offer } from "./offer";

const CIRCLES = new Set(["weekday", "hour_of_day"]);

/** What a widget is called while its builder gives it no name. */
export function usualTitle(offer: Offer, query: Query, t: TFunction): string {
  const dataset = datasetOf(offer, query.from);
  const measures = (query.measures ?? []).map((each) =>
    each.agg === "count" && !each.field && !each.as
      ? t("board.count_of", { name: dataset?.name ?? query.from })
      : measureName(offer, dataset, each),
  );
  const measure = measures.join(t("board.and"));
  const groups = (query.by ?? []).map((each) => {
    const column = columnOf(dataset, each.field);
    const label = column?.label ?? each.field;
    const time = Boolean(column?.buckets.length) && !CIRCLES.has(each.bucket ?? "");
    return {
      label: CIRCLES.has(each.bucket ?? "") ? t(`board.bucket.${each.bucket}`) : label,
      time,
    };
  });
  const others = groups.filter(({ time }) => !time).map(({ label }) => label);
  const course = others.length < groups.length;
  if (groups.length === 0) return measure || (dataset?.name ?? "");
  if (others.length === 0) return t("board.title.course", { measure });
  const by = others.join(t("board.and"));
  return t(course ? "board.title.course_by" : "board.title.by", { measure, by });
}

/** A key that nobody has yet, made of what the widget counts. */
export function freeKey(query: Query, taken: (key: string) => boolean): string {
  const parts = [
    ...(query.measures ?? []).slice(0, 1).map(({ measure, agg }) => measure ?? agg ?? ""),
    ...(query.by ?? []).slice(0, 1).map(({ field }) => `by_${field.replace(/^record\./, "")}`),
  ];
  const base = [parts.length > 1 ? "" : query.from, ...parts].filter(Boolean).join("_");
  const clean =
    base
      .replace(/[^a-z0-9_]/g, "_")
      .replace(/^[^a-z]+/, "")
      .slice(0, 34) || "widget";
  if (!taken(clean)) return clean;
  let number = 2;
  while (taken(`${clean}_${number}`)) number += 1;
  return `${clean}_${number}`;
}
