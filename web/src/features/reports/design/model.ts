import type { Document } from "../../../designer/document";
import type { LocalText } from "../../../designer/texts";
import type { Dimension } from "../suggest";
import type { At, Least, Placed } from "./grid";

/** A dashboard's document as the designer works with it. */

export interface Measure {
  agg?: string;
  measure?: string;
  field?: string;
  filter?: Document;
  as?: string;
}

export interface Sorting {
  by: number | string;
  desc?: boolean;
}

export interface Query {
  from: string;
  filter?: Document;
  by?: readonly Dimension[];
  measures?: readonly Measure[];
  having?: Document;
  sort?: readonly Sorting[];
  limit?: number;
  compare?: string;
}

export interface WidgetDocument {
  chart: string;
  title: LocalText;
  at: At;
  query: Query;
  settings?: Document;
}

export interface Board {
  name: LocalText;
  widgets: Readonly<Record<string, WidgetDocument>>;
}

/** The document as a board; a new one has no widgets yet. */
export function boardOf(document: Document): Board {
  const { name, widgets } = document as Partial<Board>;
  return { name: name ?? "", widgets: widgets ?? {} };
}

export function placedOf(board: Board): Placed[] {
  return Object.entries(board.widgets).map(([key, { at }]) => ({ key, at }));
}

/** The query with its parts in their one order, without what says nothing. */
export function tidy(query: Query): Query {
  const { from, filter, by, measures, having, sort, limit, compare } = query;
  return {
    from,
    ...(filter && !isEmptyFilter(filter) ? { filter } : {}),
    ...(by?.length ? { by } : {}),
    ...(measures?.length ? { measures } : {}),
    ...(having ? { having } : {}),
    ...(sort?.length ? { sort } : {}),
    ...(limit ? { limit } : {}),
    ...(compare ? { compare } : {}),
  };
}

function isEmptyFilter(filter: Document): boolean {
  const { all, any } = filter as { all?: unknown[]; any?: unknown[] };
  return all?.length === 0 || any?.length === 0;
}

const SMALL: Least = { w: 2, h: 2 };
const LARGE: Least = { w: 3, h: 3 };
const SINGLE = new Set(["metric", "trend"]);

/** The smallest size at which a chart can still be read. */
export function leastOf(chart: string): Least {
  return SINGLE.has(chart) ? SMALL : LARGE;
}

/** The size at which a chart is put on the board. */
export function usualSize(chart: string): Least {
  if (SINGLE.has(chart)) return { w: 3, h: 2 };
  return chart === "pie" ? { w: 4, h: 4 } : { w: 6, h: 4 };
}
