/** Putting steps in: new ones, copies, what lies on the clipboard. */
import type { Spot } from "../graph/drawing";
import { type Flow, type FlowNode, reachable, startOf, waysOf } from "../graph/flow";
import { nodeName } from "../words/card";
import { keyOf, newNode } from "./defaults";
import { type Desk, done, freshNode, onward, type Result } from "./edit";
import { Work } from "./work";

/** A new step of a type at a "+". */
export function insertNode(flow: Flow, spot: Spot, type: string, desk: Desk): Result {
  const { scene } = desk;
  const more = flow.nodes[spot.target]?.type === "task";
  const made = newNode(type, spot.target, earlierTask(flow, spot), scene, more);
  if (!made) return { refused: scene.t("flows.refused.one_start") };
  const node = toldApart(flow, made, scene);
  if (type === "end" && !staysReachable(flow, spot))
    return { refused: scene.t("flows.refused.end_cuts") };
  return put(flow, spot, keyOf(type), node, desk, "flows.did.insert");
}

/** The same once more, right behind it. */
export function duplicateNode(flow: Flow, key: string, desk: Desk): Result {
  const { scene } = desk;
  const node = flow.nodes[key];
  const way = onward(flow, key);
  if (!node || node.type === "start") return { refused: scene.t("flows.refused.one_start") };
  if (!way) return { refused: scene.t("flows.refused.no_copy_of_end") };
  const spot = { ways: [way], target: way.target };
  return put(flow, spot, keyOf(node.type), twin(flow, node, scene), desk, "flows.did.duplicate");
}

/** What was copied, put in at a "+". Ways to steps that this flow does not have lead on. */
export function pasteNode(flow: Flow, spot: Spot, copied: FlowNode, desk: Desk): Result {
  const { scene } = desk;
  if (copied.type === "start") return { refused: scene.t("flows.refused.one_start") };
  if (copied.type === "end" && !staysReachable(flow, spot))
    return { refused: scene.t("flows.refused.end_cuts") };
  return put(flow, spot, keyOf(copied.type), copied, desk, "flows.did.paste");
}

function put(
  flow: Flow,
  spot: Spot,
  base: string,
  raw: FlowNode,
  desk: Desk,
  label: string,
): Result {
  const { scene } = desk;
  const key = freshNode(flow, base, desk);
  const work = new Work(flow);
  work.add(key, wired(flow, raw, key, spot.target), spot.ways[0]?.from);
  for (const way of spot.ways) work.lead(way, key);
  return done(work, scene.t(label, { name: nodeName(raw, scene) }), key);
}

/** The node with its way on to `target`; its other ways stay where they can. A branch begins with empty columns. */
function wired(flow: Flow, raw: FlowNode, key: string, target: string): FlowNode {
  const alone: Flow = { ...flow, nodes: { ...flow.nodes, [key]: raw } };
  const on = onward(alone, key)?.id;
  const work = new Work(alone);
  for (const way of waysOf(key, raw)) {
    const goes = way.id === on || raw.type === "branch" || !flow.nodes[way.target];
    const to = goes ? target : way.target;
    const broken = way.previous && flow.nodes[to]?.type !== "task";
    if (to !== way.target || broken) work.lead(way, to);
  }
  return work.node(key) as FlowNode;
}

/** The copy of a node, told apart by the first number that no step of that name has: 「处理 2」, then 「处理 3」. */
function twin(flow: Flow, node: FlowNode, scene: Desk["scene"]): FlowNode {
  const { name } = node;
  if (name === undefined) return node;
  const names = new Set(Object.values(flow.nodes).map((each) => nodeName(each, scene)));
  for (let number = 2; ; number += 1) {
    const other = { ...node, name: numbered(name, number) };
    if (!names.has(nodeName(other, scene))) return other;
  }
}

function numbered(name: NonNullable<FlowNode["name"]>, number: number): typeof name {
  const text = (each: string) => `${each.replace(/ \d+$/, "")} ${number}`;
  if (typeof name === "string") return text(name);
  return Object.fromEntries(Object.entries(name).map(([language, each]) => [language, text(each)]));
}

/** A new task among tasks of the same name gets a number: 「处理 2」. */
function toldApart(flow: Flow, node: FlowNode, scene: Desk["scene"]): FlowNode {
  const names = new Set(Object.values(flow.nodes).map((each) => nodeName(each, scene)));
  return node.type === "task" && names.has(nodeName(node, scene)) ? twin(flow, node, scene) : node;
}

/** Whether what follows a "+" can still be reached when its ways end there. */
export function staysReachable(flow: Flow, spot: Spot): boolean {
  const work = new Work(flow);
  work.add("~", { type: "end" });
  for (const way of spot.ways) work.lead(way, "~");
  const now = reachable(work.flow, startOf(flow));
  return [...reachable(flow, startOf(flow))].every((key) => now.has(key));
}

/** The task nearest before a "+", to which a "no" can go back. */
function earlierTask(flow: Flow, spot: Spot): string | undefined {
  const seen = new Set<string>();
  let row = spot.ways.map((way) => way.from);
  while (row.length) {
    const task = row.find((key) => flow.nodes[key]?.type === "task");
    if (task !== undefined) return task;
    for (const key of row) seen.add(key);
    row = Object.entries(flow.nodes)
      .filter(
        ([key, node]) =>
          !seen.has(key) && waysOf(key, node).some((way) => row.includes(way.target)),
      )
      .map(([key]) => key);
  }
  return undefined;
}
