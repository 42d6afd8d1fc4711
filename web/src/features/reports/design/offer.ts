import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, call } from "../../../api/client";
import type { components } from "../../../api/schema";
import { type ChartRules, groupOf, isPart, type Shape } from "../suggest";
import type { Measure, Query } from "./model";

type Schemas = components["schemas"];
export type Dataset = Schemas["DatasetAnswer"];
export type DataColumn = Schemas["DatasetColumnAnswer"];
export type Offer = Schemas["DatasetsAnswer"];
export type Charts = ReadonlyMap<string, ChartRules>;

/** What a dashboard of the app can be made of, as the app is being edited. */
function offerQuery(app: string) {
  return queryOptions({
    queryKey: ["studio", app, "datasets"],
    queryFn: ({ signal }) =>
      call(api.GET("/studio/datasets", { params: { query: { app } }, signal })),
  });
}

export function useOffer(app: string): Offer {
  return useSuspenseQuery({ ...offerQuery(app), refetchOnMount: "always" }).data;
}

export function datasetOf(offer: Offer, key: string): Dataset | undefined {
  return offer.datasets.find((each) => each.key === key);
}

export function columnOf(dataset: Dataset | undefined, key: string | undefined) {
  return dataset?.columns.find((each) => each.key === key);
}

/** What the query gives a chart. */
export function shapeOf(offer: Offer, query: Query): Shape {
  const dataset = datasetOf(offer, query.from);
  return {
    groups: (query.by ?? []).map((each) => groupOf(each, columnOf(dataset, each.field))),
    parts: (query.measures ?? []).map(isPart),
  };
}

/** Whether everything the query names is live, so that it can be asked. */
export function isLive(offer: Offer, query: Query): boolean {
  const dataset = datasetOf(offer, query.from);
  if (!dataset?.live) return false;
  return namesOf(query).every((name) => columnOf(dataset, name)?.live ?? true);
}

/** Every column a query names. */
export function namesOf(query: Query): string[] {
  const found: string[] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) for (const each of value) walk(each);
    else
      for (const [key, each] of Object.entries(value)) {
        if (key === "field" && typeof each === "string") found.push(each);
        else walk(each);
      }
  };
  walk([query.by, query.filter, query.measures]);
  return found;
}

/** What a measure is called in the reader's language. */
export function measureName(offer: Offer, dataset: Dataset | undefined, measure: Measure): string {
  if (measure.as) return measure.as;
  if (measure.measure) {
    const named = dataset?.measures.find((each) => each.key === measure.measure);
    return named?.name ?? measure.measure;
  }
  const aggregate = offer.aggregates.find((each) => each.key === measure.agg)?.name ?? "";
  const column = columnOf(dataset, measure.field);
  return column ? `${column.label} · ${aggregate}` : aggregate;
}

/** The type of a measure's values, for how they are written. */
export function measureType(offer: Offer, dataset: Dataset | undefined, measure: Measure): string {
  if (measure.measure)
    return dataset?.measures.find((each) => each.key === measure.measure)?.type ?? "number";
  const aggregate = offer.aggregates.find((each) => each.key === measure.agg);
  const column = columnOf(dataset, measure.field);
  return aggregate?.type ?? (column?.type === "duration" ? "duration" : "number");
}

/** What one does with a column as a measure when nothing is said: sums of numbers, means of durations, else counts. */
export function usualMeasure(column: DataColumn): Measure {
  if (column.type === "duration") return { agg: "avg", field: column.key };
  if (column.aggregates.includes("sum")) return { agg: "sum", field: column.key };
  const agg = column.aggregates.includes("count_distinct") ? "count_distinct" : "count";
  return { agg, field: column.key };
}
