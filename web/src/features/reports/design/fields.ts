import type { Dimension } from "../suggest";
import type { Measure, Query } from "./model";
import { type DataColumn, type Dataset, usualMeasure } from "./offer";

/** What happens to a query when a field is put into it. Pure. */

/** Something of the list at the left: a column, a named measure, or the rows themselves. */
export type Piece =
  | { sort: "column"; dataset: string; column: DataColumn }
  | { sort: "measure"; dataset: string; key: string; name: string }
  | { sort: "rows"; dataset: string; name: string };

export type Shelf = "by" | "measures";

const MOST: Readonly<Record<Shelf, number>> = { by: 4, measures: 10 };
const HOUR = 3600;
const USUAL_RANGES: Readonly<Record<string, readonly number[]>> = {
  duration: [HOUR, 4 * HOUR, 24 * HOUR],
};
const TENS = [10, 50, 100];

export function pieceId(piece: Piece): string {
  const name =
    piece.sort === "column" ? piece.column.key : piece.sort === "measure" ? piece.key : "";
  return `${piece.dataset} ${piece.sort} ${name}`;
}

export function pieceName(piece: Piece): string {
  return piece.sort === "column" ? piece.column.label : piece.name;
}

/** Where a piece goes when nothing is said. */
export function usualShelf(piece: Piece): Shelf {
  if (piece.sort !== "column") return "measures";
  return piece.column.groups && !piece.column.ranges ? "by" : "measures";
}

export function fitsShelf(piece: Piece, shelf: Shelf): boolean {
  if (piece.sort !== "column") return shelf === "measures";
  return shelf === "by" ? piece.column.groups : piece.column.aggregates.length > 0;
}

function dimensionOf(column: DataColumn): Dimension {
  if (column.buckets.length > 0) return { field: column.key, bucket: "day" };
  if (column.ranges) return { field: column.key, ranges: USUAL_RANGES[column.type] ?? TENS };
  return { field: column.key };
}

function measureOf(piece: Piece): Measure {
  if (piece.sort === "measure") return { measure: piece.key };
  return piece.sort === "rows" ? { agg: "count" } : usualMeasure(piece.column);
}

/** Whether the query uses the piece, on whichever shelf. */
export function uses(query: Query, piece: Piece): boolean {
  if (query.from !== piece.dataset) return false;
  const measures = query.measures ?? [];
  switch (piece.sort) {
    case "measure":
      return measures.some((each) => each.measure === piece.key);
    case "rows":
      return measures.some((each) => each.agg === "count" && !each.field);
    case "column":
      return (
        (query.by ?? []).some((each) => each.field === piece.column.key) ||
        measures.some((each) => each.field === piece.column.key)
      );
  }
}

/** The query with the piece on a shelf; null where there is no room, or where it cannot stand. */
export function put(query: Query, piece: Piece, shelf: Shelf = usualShelf(piece)): Query | null {
  if (query.from !== piece.dataset || !fitsShelf(piece, shelf)) return null;
  const there = query[shelf] ?? [];
  if (there.length >= MOST[shelf]) return null;
  if (shelf === "by") {
    if (piece.sort !== "column" || there.some((each) => each.field === piece.column.key))
      return null;
    return { ...query, by: [...(query.by ?? []), dimensionOf(piece.column)] };
  }
  return { ...query, measures: [...(query.measures ?? []), measureOf(piece)] };
}

/** The query without the piece; null where nothing would be left to compute. */
export function taken(query: Query, piece: Piece): Query | null {
  const is = (each: Measure) =>
    piece.sort === "measure"
      ? each.measure === piece.key
      : piece.sort === "rows"
        ? each.agg === "count" && !each.field
        : each.field === piece.column.key;
  const by = (query.by ?? []).filter(
    (each) => piece.sort !== "column" || each.field !== piece.column.key,
  );
  const measures = (query.measures ?? []).filter((each) => !is(each));
  if (measures.length === 0 && (query.measures ?? []).every((each) => each.agg === "count"))
    return null;
  return withoutGone({
    ...query,
    by,
    measures: measures.length > 0 ? measures : [{ agg: "count" }],
  });
}

/** A sort by a column that is no longer there goes too. */
export function withoutGone(query: Query): Query {
  const columns = (query.by?.length ?? 0) + (query.measures?.length ?? 0);
  const sort = (query.sort ?? []).filter(({ by }) => typeof by !== "number" || by <= columns);
  return { ...query, sort };
}

/** A new question about nothing but the piece: how many of each, or how much. */
export function questionOf(piece: Piece): Query {
  const empty: Query = { from: piece.dataset };
  if (usualShelf(piece) === "by")
    return { ...(put(empty, piece, "by") ?? empty), measures: [{ agg: "count" }] };
  return { ...empty, measures: [measureOf(piece)] };
}

/** The same question about another dataset, as far as it has the fields. */
export function aboutDataset(query: Query, dataset: Dataset): Query {
  const keys = new Set(dataset.columns.map(({ key }) => key));
  const known = (field: string) =>
    [field, `record.${field}`, field.replace(/^record\./, "")].find((each) => keys.has(each));
  const by = (query.by ?? []).flatMap((each) => {
    const field = known(each.field);
    return field ? [{ ...each, field }] : [];
  });
  const measures = (query.measures ?? []).flatMap((each): Measure[] => {
    if (each.filter) return [];
    if (each.measure) return dataset.measures.some(({ key }) => key === each.measure) ? [each] : [];
    if (!each.field) return [each];
    const field = known(each.field);
    return field ? [{ ...each, field }] : [];
  });
  const { filter: _, having: __, compare: ___, ...rest } = query;
  return withoutGone({
    ...rest,
    from: dataset.key,
    by,
    measures: measures.length > 0 ? measures : [{ agg: "count" }],
  });
}
