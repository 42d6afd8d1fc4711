/** Editing a filter tree in place: every act changes what it names and leaves the rest as it was written. Pure. */
import type { FilterTree } from "../../language/filter";
import { WITH_LIST, WITHOUT_VALUE } from "./families";

export type Leaf = { field: string; op: string; value?: unknown };
export type Join = "all" | "any";
/** Places from the root on: a number is a part of a group, `not` what is denied. */
export type TreePath = readonly (number | "not")[];

/** Groups within groups that are still drawn; what lies deeper is shown as a sentence. */
const DEEPEST = 3;

export function isLeaf(tree: FilterTree): tree is Leaf {
  return "field" in tree;
}

export function joinOf(tree: FilterTree): Join | undefined {
  if ("all" in tree) return "all";
  return "any" in tree ? "any" : undefined;
}

export function partsOf(tree: FilterTree): readonly FilterTree[] {
  if ("all" in tree) return tree.all;
  return "any" in tree ? tree.any : [];
}

function group(join: Join, parts: FilterTree[]): FilterTree {
  return join === "all" ? { all: parts } : { any: parts };
}

/** The tree with another part at the path; undefined takes it out, and closes groups of one that this leaves behind. */
export function put(
  tree: FilterTree,
  path: TreePath,
  part: FilterTree | undefined,
): FilterTree | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return part;
  if (step === "not") {
    if (!("not" in tree)) return tree;
    const inner = put(tree.not, rest, part);
    return inner === undefined ? undefined : { not: inner };
  }
  const join = joinOf(tree);
  const parts = [...partsOf(tree)];
  const old = parts[step];
  if (join === undefined || old === undefined) return tree;
  const inner = put(old, rest, part);
  if (inner !== undefined) {
    parts[step] = inner;
    return group(join, parts);
  }
  parts.splice(step, 1);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : group(join, parts);
}

/** One more condition beside what stands at the path, joined by `join`; alone where there is nothing yet. */
export function joined(
  tree: FilterTree | undefined,
  path: TreePath,
  join: Join,
  more: FilterTree,
): FilterTree {
  if (tree === undefined) return more;
  const here = partAt(tree, path);
  if (here === undefined) return tree;
  const own = joinOf(here);
  const parts = partsOf(here);
  // An empty group says something; one that gets its first part need not.
  const next =
    own !== undefined && parts.length === 0
      ? more
      : own === join
        ? group(join, [...parts, more])
        : group(join, [here, more]);
  return put(tree, path, next) ?? next;
}

export function partAt(tree: FilterTree, path: TreePath): FilterTree | undefined {
  let here: FilterTree | undefined = tree;
  for (const step of path) {
    if (here === undefined) return undefined;
    if (step === "not") here = "not" in here ? here.not : undefined;
    else here = partsOf(here)[step];
  }
  return here;
}

/** The same parts of a group, joined by the other word. */
export function rejoined(tree: FilterTree, path: TreePath, join: Join): FilterTree {
  const here = partAt(tree, path);
  if (here === undefined || joinOf(here) === undefined) return tree;
  return put(tree, path, group(join, [...partsOf(here)])) ?? tree;
}

/** Whether everything that has to be said of a condition is there. */
export function isComplete(tree: FilterTree): boolean {
  if ("not" in tree) return isComplete(tree.not);
  if (!isLeaf(tree)) return partsOf(tree).every(isComplete);
  if (WITHOUT_VALUE.has(tree.op)) return true;
  if (!("value" in tree) || tree.value === null || tree.value === "") return false;
  if (tree.op === "between") {
    return Array.isArray(tree.value) && tree.value.every((end) => end !== "" && end !== null);
  }
  return !WITH_LIST.has(tree.op) || !Array.isArray(tree.value) || tree.value.length > 0;
}

/** What can be asked already: the tree without unfinished conditions; undefined when nothing is left. */
export function finished(tree: FilterTree | undefined): FilterTree | undefined {
  if (tree === undefined) return undefined;
  if (isLeaf(tree)) return isComplete(tree) ? tree : undefined;
  if ("not" in tree) {
    const inner = finished(tree.not);
    if (inner === undefined) return undefined;
    return inner === tree.not ? tree : { not: inner };
  }
  const join = joinOf(tree);
  if (join === undefined || partsOf(tree).length === 0) return tree;
  const parts = partsOf(tree).flatMap((part) => finished(part) ?? []);
  if (
    parts.length === partsOf(tree).length &&
    parts.every((each, i) => each === partsOf(tree)[i])
  ) {
    return tree;
  }
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : group(join, parts);
}

/** Whether a part that stands `depth` groups deep is drawn, with everything below it. */
export function drawn(tree: FilterTree, depth: number): boolean {
  if (isLeaf(tree)) return true;
  if (depth >= DEEPEST) return false;
  if ("not" in tree) return true;
  return joinOf(tree) !== undefined;
}
