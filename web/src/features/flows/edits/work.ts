/** An edit being put together: the flow as it will be, and the operations that make it so. */
import type { Operation } from "../../../designer/document";
import { type Flow, type FlowNode, reachable, startOf, type Way, waysOf } from "../graph/flow";

export class Work {
  flow: Flow;
  readonly operations: Operation[] = [];

  constructor(flow: Flow) {
    this.flow = flow;
  }

  node(key: string): FlowNode | undefined {
    return this.flow.nodes[key];
  }

  /** Puts a node behind another one in the order of the document. */
  add(key: string, node: FlowNode, after?: string): void {
    const keys = Object.keys(this.flow.nodes);
    const place = after === undefined ? keys.length : keys.indexOf(after) + 1;
    this.operations.push({ do: "add", element: "node", at: [key], value: node, place });
    const pairs = Object.entries(this.flow.nodes);
    pairs.splice(place, 0, [key, node]);
    this.flow = { ...this.flow, nodes: Object.fromEntries(pairs) };
  }

  remove(key: string): void {
    this.operations.push({ do: "remove", element: "node", at: [key] });
    const { [key]: _gone, ...nodes } = this.flow.nodes;
    this.flow = { ...this.flow, nodes };
  }

  /** Sets properties of a node; null takes one away. */
  change(key: string, values: Record<string, unknown>): void {
    this.operations.push({ do: "change", element: "node", at: [key], values });
    this.put(key, changed(this.flow.nodes[key] as object, values) as FlowNode);
  }

  changeOutcome(key: string, outcome: string, values: Record<string, unknown>): void {
    this.operations.push({ do: "change", element: "outcome", at: [key, outcome], values });
    const outcomes = this.node(key)?.outcomes ?? {};
    const after = changed(outcomes[outcome] as object, values);
    this.put(key, { ...this.node(key), outcomes: { ...outcomes, [outcome]: after } } as FlowNode);
  }

  addOutcome(key: string, outcome: string, value: object): void {
    this.operations.push({ do: "add", element: "outcome", at: [key, outcome], value });
    const outcomes = { ...this.node(key)?.outcomes, [outcome]: value };
    this.put(key, { ...this.node(key), outcomes } as FlowNode);
  }

  /** Takes an outcome away; what happens by itself falls back on another one, or is given up. */
  removeOutcome(key: string, outcome: string): void {
    const { auto, nobody } = this.node(key) ?? {};
    this.operations.push({ do: "remove", element: "outcome", at: [key, outcome] });
    const { [outcome]: _gone, ...outcomes } = this.node(key)?.outcomes ?? {};
    this.put(key, { ...this.node(key), outcomes } as FlowNode);
    const other = Object.keys(outcomes).find((each) => outcomes[each]?.reason !== "required");
    if (auto?.outcome === outcome)
      this.change(key, { auto: other === undefined ? null : { ...auto, outcome: other } });
    if (nobody?.skip === outcome)
      this.change(key, { nobody: other === undefined ? null : { skip: other } });
  }

  /** Lets a way lead elsewhere. Nobody but a task can give work back to whoever had it. */
  lead(way: Way, target: string): void {
    const [first, second] = way.path;
    if (way.outcome !== undefined) {
      const lost = way.previous && this.node(target)?.type !== "task";
      this.changeOutcome(way.from, way.outcome, { to: target, ...(lost ? { assign: null } : {}) });
    } else if (way.line !== undefined && second !== undefined) {
      this.operations.push({
        do: "change",
        element: "branch",
        at: [way.from, way.line],
        values: { to: target },
      });
      const lines = (this.node(way.from)?.lines ?? []).map((line, place) =>
        place === way.line ? { ...line, to: target } : line,
      );
      this.put(way.from, { ...this.node(way.from), lines } as FlowNode);
    } else this.change(way.from, { [String(first)]: target });
  }

  addTo(element: "branch" | "assignment", key: string, place: number, value: object): void {
    this.operations.push({ do: "add", element, at: [key, place], value, place });
    this.list(element, key, (lines) => [...lines.slice(0, place), value, ...lines.slice(place)]);
  }

  removeFrom(element: "branch" | "assignment", key: string, place: number): void {
    this.operations.push({ do: "remove", element, at: [key, place] });
    this.list(element, key, (lines) => lines.filter((_, at) => at !== place));
  }

  moveIn(element: "branch" | "assignment", key: string, from: number, to: number): void {
    this.operations.push({ do: "move", element, at: [key, from], place: to });
    this.list(element, key, (lines) => {
      const rest = lines.filter((_, at) => at !== from);
      return [...rest.slice(0, to), lines[from] as object, ...rest.slice(to)];
    });
  }

  /** Takes out what could be reached before and cannot any more. */
  prune(before: Flow): number {
    const reached = reachable(before, startOf(before));
    const now = reachable(this.flow, startOf(this.flow));
    const lost = Object.keys(this.flow.nodes).filter((key) => reached.has(key) && !now.has(key));
    for (const key of lost) this.remove(key);
    return lost.length;
  }

  ways(key: string): readonly Way[] {
    const node = this.node(key);
    return node ? waysOf(key, node) : [];
  }

  private list(
    element: "branch" | "assignment",
    key: string,
    edit: (lines: readonly object[]) => object[],
  ) {
    const name = element === "branch" ? "lines" : "assign";
    const node = this.node(key) as FlowNode;
    this.put(key, { ...node, [name]: edit((node[name] ?? []) as readonly object[]) } as FlowNode);
  }

  private put(key: string, node: FlowNode): void {
    this.flow = { ...this.flow, nodes: { ...this.flow.nodes, [key]: node } };
  }
}

function changed(before: object, values: Record<string, unknown>): object {
  const after = Object.entries({ ...before, ...values });
  return Object.fromEntries(after.filter(([key, value]) => value !== null || !(key in values)));
}
