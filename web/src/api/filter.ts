/** The part of the filter tree the console builds. */
export type Filter =
  | { field: string; op: "eq" | "in" | "ne"; value: string | string[] }
  | { all: Filter[] };

/** All of the given filters, as the `filter` parameter of a list; undefined when there is none. */
export function allOf(filters: Filter[]): string | undefined {
  if (filters.length === 0) return undefined;
  return JSON.stringify(filters.length === 1 ? filters[0] : { all: filters });
}
