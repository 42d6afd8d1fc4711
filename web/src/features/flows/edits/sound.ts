/** Whether an edit leaves steps without a way to them or on from them. The server proves more; this keeps edits honest. */
import { type Flow, reachable, startOf, waysOf } from "../graph/flow";

/** Types at which people, time or a signal decide when it goes on. */
const PAUSING = new Set(["task", "confirm", "wait"]);

/** Whether something is stuck or alone after the edit that was not before. */
export function breaks(before: Flow, after: Flow): boolean {
  const known = stuck(before);
  return [...stuck(after)].some((key) => !known.has(key));
}

function stuck(flow: Flow): ReadonlySet<string> {
  const reached = reachable(flow, startOf(flow));
  const ending = leadingTo(
    flow,
    Object.keys(flow.nodes).filter((key) => !leads(flow, key)),
  );
  const running = circling(flow);
  return new Set(
    Object.keys(flow.nodes).filter(
      (key) => !reached.has(key) || !ending.has(key) || running.has(key),
    ),
  );
}

function leads(flow: Flow, key: string): boolean {
  const node = flow.nodes[key];
  return node !== undefined && waysOf(key, node).length > 0;
}

function leadingTo(flow: Flow, ends: readonly string[]): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  for (const [key, node] of Object.entries(flow.nodes)) {
    for (const way of waysOf(key, node)) {
      const from = into.get(way.target) ?? [];
      from.push(key);
      into.set(way.target, from);
    }
  }
  const seen = new Set<string>();
  const todo = [...ends];
  for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    todo.push(...(into.get(key) ?? []));
  }
  return seen;
}

/** Steps on a circle that would run by itself. */
function circling(flow: Flow): ReadonlySet<string> {
  const idle = Object.entries(flow.nodes).filter(([, node]) => !PAUSING.has(node.type));
  const alone: Flow = { ...flow, nodes: Object.fromEntries(idle) };
  const circle = idle.filter(([key, node]) =>
    waysOf(key, node).some((way) => reachable(alone, way.target).has(key)),
  );
  return new Set(circle.map(([key]) => key));
}
