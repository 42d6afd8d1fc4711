import type { Cell, Widget } from "../../api/types";
import type { FilterTree } from "../../language/filter";
import { type AskedQuery, groupFilters } from "./behind";
import { isAmount } from "./table-data";

/** A bar, slice or point of one widget by which the others are filtered, as the address keeps it. Pure. */

export interface Cross {
  /** Key of the widget that was pointed at. */
  widget: string;
  /** The values of its groups. */
  cells: readonly Cell[];
  /** Place of the measure. */
  measure: number;
}

const PARAM = "on";
/** Before the fields of a record where a system dataset speaks of them. */
const RECORD = "record.";

export function readCross(params: URLSearchParams): Cross | null {
  try {
    const [widget, cells, measure] = JSON.parse(params.get(PARAM) ?? "null") as unknown[];
    const sound = Array.isArray(cells) && cells.every((each) => !isObject(each));
    if (typeof widget !== "string" || !sound || cells.length === 0) return null;
    return { widget, cells: cells as Cell[], measure: Number(measure) || 0 };
  } catch {
    return null;
  }
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

export function writeCross(params: URLSearchParams, cross: Cross | null): URLSearchParams {
  const next = new URLSearchParams(params);
  if (cross) next.set(PARAM, JSON.stringify([cross.widget, cross.cells, cross.measure]));
  else next.delete(PARAM);
  return next;
}

export function isSameCross(one: Cross | null, other: Cross): boolean {
  return (
    one !== null &&
    one.widget === other.widget &&
    JSON.stringify(one.cells) === JSON.stringify(other.cells)
  );
}

/** The groups of a widget's answer. */
export const groupsOf = (widget: Widget) => widget.columns.filter((column) => !isAmount(column));

/**
 * What the other widgets are asked for: conditions on fields, one after the other, as a filter bar says them.
 * Undefined where the widget cannot say which rows they are, such as all Mondays.
 */
export function crossConditions(
  widget: Widget | undefined,
  cells: readonly Cell[],
  zone: string,
): FilterTree[] | undefined {
  const asked = widget?.query as AskedQuery | null | undefined;
  if (!widget || !asked?.by?.length || asked.by.length !== cells.length) return undefined;
  const parts = groupFilters(asked, groupsOf(widget), cells, zone);
  return parts?.flatMap((part) => ("all" in part ? part.all : [part])).map(inWordsOfForms);
}

function inWordsOfForms(tree: FilterTree): FilterTree {
  if (!("field" in tree) || !tree.field.startsWith(RECORD)) return tree;
  return { ...tree, field: tree.field.slice(RECORD.length) };
}
