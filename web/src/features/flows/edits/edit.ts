/** What every edit of a flow answers: a command for the designer, or why it cannot be done. */
import type { Operation } from "../../../designer/document";
import type { Step, Way } from "../graph/flow";
import { type Flow, waysOf } from "../graph/flow";
import { waysBack } from "../graph/tree";
import type { Scene } from "../words/scene";
import type { Work } from "./work";

export type Path = readonly Step[];

export interface Edit {
  /** What was done, as a sentence. */
  readonly label: string;
  readonly operations: Operation[];
  readonly select?: Path[];
}

export interface Refused {
  /** Why not, as a sentence. */
  readonly refused: string;
}

export type Result = Edit | Refused;

export function isRefused(result: Result): result is Refused {
  return "refused" in result;
}

/** What edits need beside the flow. */
export interface Desk {
  readonly scene: Scene;
  /** Whether a key was published once: it is given to nothing else. */
  isUsed(element: string, at: Path): boolean;
}

export function done(work: Work, label: string, select?: string): Edit {
  return {
    label,
    operations: work.operations,
    ...(select === undefined ? {} : { select: [["nodes", select]] }),
  };
}

/** A key that no node has or ever had. */
export function freshNode(flow: Flow, base: string, desk: Desk): string {
  return free(base, (key) => key in flow.nodes || desk.isUsed("node", [key]));
}

/** A key that no outcome of the node has or ever had. */
export function freshOutcome(flow: Flow, node: string, base: string, desk: Desk): string {
  const outcomes = flow.nodes[node]?.outcomes ?? {};
  return free(base, (key) => key in outcomes || desk.isUsed("outcome", [node, key]));
}

function free(base: string, taken: (key: string) => boolean): string {
  if (!taken(base)) return base;
  let n = 2;
  while (taken(`${base}_${n}`)) n += 1;
  return `${base}_${n}`;
}

/** The way by which it goes on from a node: the first that does not lead back; of a branch the last, for the rest. */
export function onward(flow: Flow, key: string): Way | undefined {
  const node = flow.nodes[key];
  if (!node) return undefined;
  const back = waysBack(flow);
  const ways = waysOf(key, node);
  const forward = ways.filter((way) => !back.has(way.id) && way.target !== key);
  return (node.type === "branch" ? forward.at(-1) : forward[0]) ?? ways[0];
}

/** Ways into a node, without those that lead back to it. */
export function forwardInto(flow: Flow, key: string): readonly Way[] {
  const back = waysBack(flow);
  return Object.entries(flow.nodes).flatMap(([from, node]) =>
    waysOf(from, node).filter((way) => way.target === key && from !== key && !back.has(way.id)),
  );
}
