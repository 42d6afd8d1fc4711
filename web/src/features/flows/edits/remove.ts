/** Taking steps out: the ways that led to them lead on, and what only they led to goes with them. */
import { type Flow, reachable, type Way, waysOf } from "../graph/flow";
import { waysBack } from "../graph/tree";
import { nodeName } from "../words/card";
import { type Desk, done, onward, type Result } from "./edit";
import { breaks } from "./sound";
import { Work } from "./work";

export function removeNode(flow: Flow, key: string, desk: Desk): Result {
  const { scene } = desk;
  const node = flow.nodes[key];
  if (!node || node.type === "start") return { refused: scene.t("flows.refused.one_start") };
  const into = Object.keys(flow.nodes)
    .filter((from) => from !== key)
    .flatMap((from) => waysInto(flow, from, key));
  const followers = followersOf(flow, key);
  if (!followers.length && into.length) {
    const end = node.type === "end";
    return { refused: scene.t(end ? "flows.refused.last_end" : "flows.refused.leads_nowhere") };
  }
  const name = nodeName(node, scene);
  for (const next of into.length ? followers : [undefined]) {
    const work = new Work(flow);
    heal(work, flow, key, into, next);
    work.remove(key);
    const more = work.prune(flow);
    if (breaks(flow, work.flow)) continue;
    const label = more
      ? scene.t("flows.did.remove_more", { name, n: more })
      : scene.t("flows.did.remove", { name });
    return done(work, label, next !== undefined && work.node(next) ? next : undefined);
  }
  return { refused: scene.t("flows.refused.breaks") };
}

function waysInto(flow: Flow, from: string, key: string): readonly Way[] {
  const node = flow.nodes[from];
  return node ? waysOf(from, node).filter((way) => way.target === key) : [];
}

/** Where ways into a node may lead once it is gone, the likeliest first; at last another end. */
function followersOf(flow: Flow, key: string): readonly string[] {
  const node = flow.nodes[key];
  const ways = node ? waysOf(key, node).map((way) => way.target) : [];
  const ends = Object.keys(flow.nodes).filter((each) => flow.nodes[each]?.type === "end");
  const found = [onward(flow, key)?.target, ...ways, ...ends];
  return [...new Set(found)].filter(
    (each): each is string => each !== undefined && each !== key && flow.nodes[each] !== undefined,
  );
}

function heal(
  work: Work,
  flow: Flow,
  key: string,
  into: readonly Way[],
  next: string | undefined,
): void {
  const back = waysBack(flow);
  const gone: Way[] = [];
  for (const way of into) {
    if (next === undefined) continue;
    const returns = back.has(way.id) || way.previous;
    if (!returns) {
      work.lead(way, next);
      continue;
    }
    const earlier = returnTarget(flow, key, way);
    if (earlier !== undefined) work.lead(way, earlier);
    else if (way.outcome !== undefined && more(work, way.from))
      work.removeOutcome(way.from, way.outcome);
    else if (way.line !== undefined && isSpare(work, way)) gone.push(way);
    else work.lead(way, next);
  }
  for (const way of gone.toSorted((one, other) => (other.line ?? 0) - (one.line ?? 0))) {
    work.removeFrom("branch", way.from, way.line ?? 0);
  }
}

/** Where a way back leads now: to what follows, if that still lies before it, else to another task before it. */
function returnTarget(flow: Flow, key: string, way: Way): string | undefined {
  const rest: Flow = {
    ...flow,
    nodes: Object.fromEntries(Object.entries(flow.nodes).filter(([each]) => each !== key)),
  };
  const before = Object.keys(rest.nodes).filter(
    (each) =>
      each !== way.from && rest.nodes[each]?.type === "task" && reachable(rest, each).has(way.from),
  );
  return before.at(-1);
}

const more = (work: Work, key: string) => Object.keys(work.node(key)?.outcomes ?? {}).length > 1;

/** A line of a branch that may go: not the last, which is for everything else. */
function isSpare(work: Work, way: Way): boolean {
  const lines = work.node(way.from)?.lines ?? [];
  return lines.length > 1 && lines[way.line ?? 0]?.otherwise !== true;
}
