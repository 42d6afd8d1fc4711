/** Bringing a step to another place, with the rest closing up behind it. */
import type { Spot } from "../graph/drawing";
import type { Flow } from "../graph/flow";
import { nodeName } from "../words/card";
import { type Desk, done, forwardInto, onward, type Result } from "./edit";
import { breaks } from "./sound";
import { Work } from "./work";

const STAY = new Set(["start", "end", "branch"]);

export function canMove(flow: Flow, key: string): boolean {
  const node = flow.nodes[key];
  return node !== undefined && !STAY.has(node.type) && onward(flow, key) !== undefined;
}

/** Whether a step would be anywhere else than it is. */
export function leadsElsewhere(flow: Flow, key: string, spot: Spot): boolean {
  const own = onward(flow, key);
  return spot.target !== key && !spot.ways.every((way) => way.from === key || way.id === own?.id);
}

export function moveNode(flow: Flow, key: string, spot: Spot, desk: Desk): Result {
  const { scene } = desk;
  const name = nodeName(flow.nodes[key], scene);
  if (!canMove(flow, key)) return { refused: scene.t("flows.refused.stays", { name }) };
  if (!leadsElsewhere(flow, key, spot)) return { refused: scene.t("flows.refused.there_already") };
  const on = onward(flow, key);
  const work = new Work(flow);
  if (!on) return { refused: scene.t("flows.refused.stays", { name }) };
  const moved = new Set(spot.ways.filter((way) => way.from !== key).map((way) => way.id));
  for (const way of forwardInto(flow, key)) if (!moved.has(way.id)) work.lead(way, on.target);
  const target = spot.target;
  for (const way of spot.ways) if (moved.has(way.id)) work.lead(way, key);
  const own = work.ways(key).find((way) => way.id === on.id);
  if (own && own.target !== target) work.lead(own, target);
  if (breaks(flow, work.flow)) return { refused: scene.t("flows.refused.breaks") };
  return done(work, scene.t("flows.did.move", { name }), key);
}

/** One step up or down its trunk. */
export function moveBy(flow: Flow, key: string, by: -1 | 1, desk: Desk): Result {
  const spot = by < 0 ? above(flow, key) : under(flow, key);
  if (!spot) return { refused: desk.scene.t("flows.refused.no_further") };
  return moveNode(flow, key, spot, desk);
}

function above(flow: Flow, key: string): Spot | undefined {
  const before = forwardInto(flow, key)[0]?.from;
  if (before === undefined || flow.nodes[before]?.type === "start") return undefined;
  const ways = forwardInto(flow, before);
  return ways.length ? { ways, target: before } : undefined;
}

function under(flow: Flow, key: string): Spot | undefined {
  const next = onward(flow, key)?.target;
  const way = next === undefined ? undefined : onward(flow, next);
  return way ? { ways: [way], target: way.target } : undefined;
}
