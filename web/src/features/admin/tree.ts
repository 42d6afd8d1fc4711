export interface Branch {
  id: string;
  name: string;
  parent_id: string | null;
}

export interface Node<T extends Branch> {
  branch: T;
  depth: number;
  /** How many lie below it. */
  below: number;
}

/** The tree as lines from the top, each below the one it belongs to. */
export function lines<T extends Branch>(branches: readonly T[]): Node<T>[] {
  const children = new Map<string | null, T[]>();
  const ids = new Set(branches.map((each) => each.id));
  for (const each of branches) {
    const parent = each.parent_id !== null && ids.has(each.parent_id) ? each.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const walk = (parent: string | null, depth: number): Node<T>[] =>
    (children.get(parent) ?? []).flatMap((branch) => {
      const inside = walk(branch.id, depth + 1);
      return [{ branch, depth, below: inside.length }, ...inside];
    });
  return walk(null, 0);
}

/** Whether a department may come to stand below another: not below itself, nor where it is already. */
export function mayStand<T extends Branch>(
  branches: readonly T[],
  moved: string,
  parent: string | null,
): boolean {
  const branch = branches.find((each) => each.id === moved);
  if (!branch || branch.parent_id === parent || moved === parent) return false;
  let above = parent;
  for (let step = 0; above !== null && step <= branches.length; step += 1) {
    if (above === moved) return false;
    above = branches.find((each) => each.id === above)?.parent_id ?? null;
  }
  return true;
}
