import type { Document, Operation } from "../document";

export const ACTIONS = ["read", "create", "update", "delete", "export", "assign"] as const;
export const SCOPES = ["all", "team", "department", "own", "partner", "filter"] as const;
export type Scope = (typeof SCOPES)[number];
export const RIGHTS = ["hidden", "masked", "read", "write"] as const;
export type Right = (typeof RIGHTS)[number];
export const BOARD_ACTIONS = ["read", "update", "export"] as const;

export interface Grant {
  form?: string;
  dashboard?: string;
  flow?: string;
  can: string[];
  scope?: Scope;
  filter?: unknown;
  fields?: Record<string, Right>;
}

/** A grant with its place in the document; a target without any has one with the place -1. */
export interface Row {
  place: number;
  grant: Grant;
}

export function grantsOf(document: Document): Grant[] {
  return Array.isArray(document.grants) ? (document.grants as Grant[]) : [];
}

/** The grants on a form or dashboard, or an empty one. */
export function rowsOf(grants: Grant[], target: "form" | "dashboard", key: string): Row[] {
  const found = grants.flatMap((grant, place) => (grant[target] === key ? [{ place, grant }] : []));
  return found.length > 0 ? found : [{ place: -1, grant: { [target]: key, can: [] } }];
}

const ORDER: readonly string[] = ACTIONS;
const ordered = (can: readonly string[]) =>
  [...can].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));

/** Gives or takes an action: adds the grant with its first one, removes it with its last. */
export function toggle(row: Row, action: string, on: boolean, end: number): Operation[] {
  const { grant, place } = row;
  const can = ordered(
    on ? [...new Set([...grant.can, action])] : grant.can.filter((each) => each !== action),
  );
  if (place < 0) {
    const whole = { ...grant, can, ...(grant.form ? { scope: "all" as const } : {}) };
    return [{ do: "add", element: "grant", at: [end], value: whole }];
  }
  if (can.length === 0) return [{ do: "remove", element: "grant", at: [place] }];
  const scope = grant.form && !grant.scope ? { scope: "all" } : {};
  return [{ do: "change", element: "grant", at: [place], values: { can, ...scope } }];
}

/** Another range of records; a condition begins with every record that is there. */
export function rescope(row: Row, scope: Scope): Operation[] {
  if (row.place < 0) return [];
  const filter = scope === "filter" ? (row.grant.filter ?? { all: [] }) : null;
  const values = { scope, ...(filter || row.grant.filter ? { filter } : {}) };
  return [{ do: "change", element: "grant", at: [row.place], values }];
}

/** What the grant allows on a single field; null: what its actions say. */
export function setRight(row: Row, field: string, right: Right | null): Operation[] {
  if (row.place < 0) return [];
  const fields: Record<string, Right> = { ...row.grant.fields };
  if (right === null) delete fields[field];
  else fields[field] = right;
  const values = { fields: Object.keys(fields).length > 0 ? fields : null };
  return [{ do: "change", element: "grant", at: [row.place], values }];
}

/** A further grant on the same form, with another range. */
export function addRow(form: string, end: number): Operation[] {
  const value: Grant = { form, can: ["read"], scope: "own" };
  return [{ do: "add", element: "grant", at: [end], value }];
}
