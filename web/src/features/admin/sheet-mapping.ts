import type { components } from "../../api/schema";

export const HELD = [
  "name",
  "phone",
  "email",
  "staff_number",
  "wecom_id",
  "department",
  "manager",
  "roles",
  "teams",
] as const;
export type Held = (typeof HELD)[number];

/** The mapping with one column changed; no two columns hold the same. */
export function remap(
  mapping: readonly (Held | null)[],
  place: number,
  held: Held | null,
): (Held | null)[] {
  return mapping.map((each, at) => (at === place ? held : each === held ? null : each));
}

/** Everything that is wrong with a row, in one sentence after the other. */
export function told(row: Pick<components["schemas"]["RowAnswer"], "problems">): string {
  return [...new Set(row.problems.map((problem) => problem.message))].join(" ");
}
