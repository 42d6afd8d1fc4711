import type { Branch } from "./tree";

/** Departments to choose from, each by the way that leads to it, the tree in order. */
export function branchNames(branches: Branch[]): { value: string; label: string }[] {
  const below = new Map<string | null, Branch[]>();
  for (const each of branches) {
    below.set(each.parent_id, [...(below.get(each.parent_id) ?? []), each]);
  }
  const walk = (parent: string | null, way: string): { value: string; label: string }[] =>
    (below.get(parent) ?? []).flatMap((each) => {
      const label = way ? `${way} / ${each.name}` : each.name;
      return [{ value: each.id, label }, ...walk(each.id, label)];
    });
  return walk(null, "");
}
