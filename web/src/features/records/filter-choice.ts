/** The condition on something chosen from many: one of these, none of these, or nothing at all. */
import type { Leaf } from "./filter-words";

const NEGATIVE: ReadonlySet<string> = new Set(["not_in", "ne"]);

export function wayOf(leaf: Leaf | null | undefined): "is" | "not" | "empty" {
  if (leaf?.op === "empty") return "empty";
  return NEGATIVE.has(leaf?.op ?? "") ? "not" : "is";
}

/** What is compared with, always as a list. */
export function valuesOf(leaf: Leaf | null | undefined): unknown[] {
  const value = leaf?.value;
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** The condition for a way of `wayOf`; null when nothing is chosen, so that it holds for all. */
export function choiceLeaf(field: string, way: string, values: readonly unknown[]): Leaf | null {
  if (way === "empty") return { field, op: "empty" };
  if (values.length === 0) return null;
  if (values.length === 1) return { field, op: way === "not" ? "ne" : "eq", value: values[0] };
  return { field, op: way === "not" ? "not_in" : "in", value: [...values] };
}
