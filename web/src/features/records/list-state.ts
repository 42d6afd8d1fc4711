import type { Form } from "../../api/types";
import type { FilterTree } from "../../language/filter";

/** How high rows are; the words are those of a saved view. */
export type Density = "compact" | "normal" | "roomy";
export const DENSITIES: readonly Density[] = ["compact", "normal", "roomy"];
export const ROW_HEIGHT: Record<Density, number> = { compact: 32, normal: 40, roomy: 52 };

/** What a list shows and how: all that a view can keep. */
export interface ListState {
  /** Conditions that all must hold, each a chip. */
  filters: readonly FilterTree[];
  /** A key with an optional minus. */
  sort: string;
  /** Null: those of a list nobody has changed. */
  columns: readonly string[] | null;
  widths: Readonly<Record<string, number>>;
  group: string | null;
  density: Density;
}

const USUAL_SORT = "-created_at";

export const USUAL: ListState = {
  filters: [],
  sort: USUAL_SORT,
  columns: null,
  widths: {},
  group: null,
  density: "normal",
};

/** A view as the server keeps it. */
export interface SavedQuery {
  query: { [key: string]: unknown };
  look: {
    widths?: { [key: string]: number };
    group?: string | null;
    density?: Density | null;
  };
}

/** The conditions of a filter, each by itself. */
export function partsOf(tree: FilterTree | null | undefined): FilterTree[] {
  if (!tree) return [];
  return "all" in tree ? [...tree.all] : [tree];
}

/** One filter that says all of them. */
export function wholeOf(parts: readonly FilterTree[]): FilterTree | undefined {
  if (parts.length < 2) return parts[0];
  return { all: [...parts] };
}

interface SortPart {
  by: string | number;
  desc?: boolean;
}

export function fromSaved({ query, look }: SavedQuery): ListState {
  const [sort] = (query.sort as SortPart[] | undefined) ?? [];
  return {
    filters: partsOf(query.filter as FilterTree | undefined),
    sort: sort ? `${sort.desc ? "-" : ""}${sort.by}` : USUAL_SORT,
    columns: (query.fields as string[] | undefined) ?? null,
    widths: look.widths ?? {},
    group: look.group ?? null,
    density: look.density ?? "normal",
  };
}

/** As the server keeps it. */
export function toSaved(form: Form, state: ListState) {
  const filter = wholeOf(state.filters);
  const key = state.sort.replace(/^-/, "");
  return {
    query: {
      from: form.key,
      ...(filter ? { filter: filter as { [key: string]: unknown } } : {}),
      sort: [{ by: key, desc: state.sort.startsWith("-") }],
      ...(state.columns ? { fields: [...state.columns] } : {}),
    },
    look: { widths: { ...state.widths }, group: state.group, density: state.density },
  };
}

const PARTS = ["filter", "sort", "cols", "group", "density"] as const;

/** What the address says beyond the view: everything by which the list differs from it. */
export function readAddress(params: URLSearchParams, base: ListState): ListState {
  const filter = params.get("filter");
  return {
    ...base,
    ...(filter === null ? {} : { filters: parsed(filter) }),
    sort: params.get("sort") ?? base.sort,
    columns: params.has("cols") ? listed(params.get("cols")) : base.columns,
    group: params.has("group") ? params.get("group") || null : base.group,
    density: DENSITIES.find((each) => each === params.get("density")) ?? base.density,
  };
}

/** Writes into the address what differs from the view, and takes out what does not. */
export function writeAddress(params: URLSearchParams, base: ListState, state: ListState): void {
  const different: Record<(typeof PARTS)[number], string | null> = {
    filter: same(state.filters, base.filters) ? null : JSON.stringify(state.filters),
    sort: state.sort === base.sort ? null : state.sort,
    cols: same(state.columns, base.columns) ? null : (state.columns ?? []).join(","),
    group: state.group === base.group ? null : (state.group ?? ""),
    density: state.density === base.density ? null : state.density,
  };
  for (const [key, value] of Object.entries(different)) {
    if (value === null) params.delete(key);
    else params.set(key, value);
  }
}

/** Whether the list differs from its view in what a view keeps. */
export function differs(state: ListState, base: ListState): boolean {
  return !same(state, base);
}

/** Whether it is a condition at all: addresses are cut off and typed by hand. */
function isTree(found: unknown): found is FilterTree {
  if (typeof found !== "object" || found === null) return false;
  const { field, op, all, any, not } = found as Record<string, unknown>;
  if (typeof field === "string") return typeof op === "string";
  if (not !== undefined) return isTree(not);
  const parts = all ?? any;
  return Array.isArray(parts) && parts.every(isTree);
}

function parsed(text: string): FilterTree[] {
  try {
    const found: unknown = JSON.parse(text);
    const parts: unknown[] = Array.isArray(found) ? found : [found];
    return parts.filter(isTree).flatMap((each) => (Array.isArray(found) ? [each] : partsOf(each)));
  } catch {
    return [];
  }
}

function listed(text: string | null): string[] | null {
  const keys = text?.split(",").filter(Boolean) ?? [];
  return keys.length ? keys : null;
}

/** The database gives the keys of an object in an order of its own. */
function byKey(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a, byKey) === JSON.stringify(b, byKey);
