/** Random edits of a flow, the same ones for the same seed. */

import type { Desk, Result } from "../edits/edit";
import { duplicateNode, insertNode, pasteNode } from "../edits/insert";
import {
  addAssignment,
  addLine,
  addOutcome,
  leadTo,
  moveLine,
  removeAssignment,
  removeLine,
  removeOutcome,
} from "../edits/lines";
import { canMove, moveBy, moveNode } from "../edits/move";
import { removeNode } from "../edits/remove";
import type { Spot } from "../graph/drawing";
import { allWays, type Flow, type FlowNode, type Way } from "../graph/flow";

export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

export function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

const TYPES = ["task", "confirm", "cc", "branch", "wait", "action", "end"];

export function spotOf(way: Way): Spot {
  return { ways: [way], target: way.target };
}

/** One edit; `free` also lets ways lead anywhere, which may leave steps alone. */
export function randomEdit(flow: Flow, desk: Desk, random: Random, free: boolean): Result {
  const keys = Object.keys(flow.nodes);
  const key = pick(keys, random);
  const way = pick(allWays(flow), random);
  const node = flow.nodes[key] as FlowNode;
  const line = Math.floor(random() * 4);
  const edits: (() => Result)[] = [
    () => insertNode(flow, spotOf(way), pick(TYPES, random), desk),
    () => insertNode(flow, spotOf(way), "branch", desk),
    () => removeNode(flow, key, desk),
    () => duplicateNode(flow, key, desk),
    () => pasteNode(flow, spotOf(way), node, desk),
    () => (node.lines ? addLine(flow, key, desk) : removeNode(flow, key, desk)),
    () => removeLine(flow, key, line, desk),
    () =>
      moveLine(
        flow,
        node.lines ? "branch" : "assignment",
        key,
        line,
        Math.floor(random() * 4),
        desk,
      ),
    () => addOutcome(flow, key, desk),
    () => removeOutcome(flow, key, pick(Object.keys(node.outcomes ?? { none: 0 }), random), desk),
  ];
  if (node.assign)
    edits.push(
      () => addAssignment(flow, key, desk),
      () => removeAssignment(flow, key, line, desk),
    );
  if (canMove(flow, key))
    edits.push(
      () => moveNode(flow, key, spotOf(way), desk),
      () => moveBy(flow, key, random() < 0.5 ? 1 : -1, desk),
    );
  if (free) edits.push(() => leadTo(flow, way, pick(keys, random), desk));
  return pick(edits, random)();
}
