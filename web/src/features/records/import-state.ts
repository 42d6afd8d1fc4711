/** What an import dialog asks for and shows. Pure. */
import type { components } from "../../api/schema";

export type Import = components["schemas"]["ImportDetail"];

export interface ImportPlan {
  mapping: (string | null)[];
  history: boolean;
  match: string | null;
}

/** What a history keeps beside fields. */
export const OF_HISTORY = [
  "number",
  "created_at",
  "first_responded_at",
  "resolved_at",
  "closed_at",
] as const;

/** And of these only tickets have. */
export const OF_CASES: ReadonlySet<string> = new Set([
  "first_responded_at",
  "resolved_at",
  "closed_at",
]);

/** The plan with which a sheet begins: as it was guessed, history where times of creation come along. */
export function firstPlan(found: Import): ImportPlan {
  if (found.state !== "read")
    return { mapping: found.mapping, history: found.history, match: found.match };
  const history = found.suggests_history;
  return { mapping: fitting(found.mapping, history), history, match: null };
}

/** Without what only a history keeps, where it is none. */
export function fitting(mapping: readonly (string | null)[], history: boolean): (string | null)[] {
  return mapping.map((key) =>
    !history && (OF_HISTORY as readonly string[]).includes(key ?? "") ? null : key,
  );
}

/** The column holds this now, and no other one does. */
export function mapped(plan: ImportPlan, place: number, key: string | null): ImportPlan {
  const mapping = plan.mapping.map((each, at) =>
    at === place ? key : key !== null && each === key ? null : each,
  );
  const match = plan.match !== null && mapping.includes(plan.match) ? plan.match : null;
  return { ...plan, mapping, match };
}

export function asHistory(plan: ImportPlan, found: Import, history: boolean): ImportPlan {
  if (!history) return { ...plan, history, mapping: fitting(plan.mapping, false) };
  const mapping = plan.mapping.map((key, place) => {
    const guessed = found.mapping[place] ?? null;
    const system = (OF_HISTORY as readonly string[]).includes(guessed ?? "");
    return key ?? (system && !plan.mapping.includes(guessed) ? guessed : null);
  });
  return { mapping, history, match: null };
}

/** Whether the plan is the one under which all rows were looked at. */
export function lookedAt(found: Import, plan: ImportPlan): boolean {
  return (
    found.state !== "read" &&
    !found.counts.waiting &&
    found.history === plan.history &&
    found.match === plan.match &&
    JSON.stringify(found.mapping) === JSON.stringify(plan.mapping)
  );
}

export function isBusy(found: Import | undefined): boolean {
  return found?.state === "checking" || found?.state === "running";
}

/** Rows that are ready to be brought in. */
export function ready(found: Import): number {
  return (found.counts.new ?? 0) + (found.counts.known ?? 0);
}

/** Whether any column goes into a field. */
export function holdsSomething(plan: ImportPlan): boolean {
  return plan.mapping.some(
    (key) => key !== null && !(OF_HISTORY as readonly string[]).includes(key),
  );
}
