/** A flow as it is written in its document, and the ways that lead out of its nodes. */

/** A text, or its translations by language. */
export type LocalText = string | Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, unknown>>;
export type Step = string | number;

/** A condition as `kernel/filter` reads it; drawn and edited by the shared inputs. */
export type Tree = Readonly<Record<string, unknown>>;

export interface Length {
  readonly minutes?: number;
  readonly hours?: number;
  readonly days?: number;
  readonly time?: "wall" | "working";
  readonly calendar?: string;
}

/** One step of a list of actions. */
export interface ActionLine {
  readonly action: string;
  readonly [setting: string]: unknown;
}

export interface AssignLine {
  readonly when?: Tree;
  readonly otherwise?: true;
  readonly team?: string;
  readonly role?: string;
  /** Whoever stands in this field of the record. */
  readonly field?: string;
  readonly person?: string;
  readonly by?: "claim";
}

/** What happens with work that nobody can take: one of these. */
export interface Nobody {
  readonly administrator?: true;
  readonly incident?: true;
  readonly skip?: string;
  readonly team?: string;
  readonly role?: string;
  readonly person?: string;
}

export interface BranchLine {
  readonly when?: Tree;
  readonly otherwise?: true;
  readonly to: string;
}

export interface Outcome {
  readonly name: LocalText;
  readonly set?: Values;
  readonly reason?: "required" | "optional";
  readonly to: string;
  readonly assign?: "previous";
}

export interface Due extends Length {
  readonly warn?: {
    readonly before?: Length;
    readonly after?: Length;
    readonly actions?: readonly ActionLine[];
  };
  readonly until?: "first_response";
  /** In place of a length: as long as this clock of the ticket is promised. */
  readonly promise?: "first_response" | "resolution";
  readonly late?: readonly ActionLine[];
}

export interface Receiver {
  readonly team?: string;
  readonly role?: string;
  readonly field?: string;
  readonly person?: string;
}

/** What any node may say; which of it belongs to which type is for the server to check. */
export interface FlowNode {
  readonly type: string;
  readonly name?: LocalText;
  readonly trigger?: string;
  readonly assign?: readonly AssignLine[];
  readonly claimed?: { readonly set: Values };
  readonly nobody?: Nobody;
  readonly fields?: {
    readonly write?: readonly string[];
    readonly required?: readonly string[];
    readonly hide?: readonly string[];
  };
  readonly allow?: readonly string[];
  readonly due?: Due;
  readonly outcomes?: Readonly<Record<string, Outcome>>;
  readonly auto?: {
    readonly after: Length;
    readonly remind?: readonly Length[];
    readonly outcome: string;
  };
  readonly lines?: readonly BranchLine[];
  readonly actions?: readonly ActionLine[];
  readonly for?: Length;
  readonly until_field?:
    | string
    | { readonly field: string; readonly before?: Length; readonly after?: Length };
  readonly until?: string;
  readonly set?: Values;
  readonly to?: string | readonly Receiver[];
  readonly next?: string;
}

export interface Flow {
  readonly name: LocalText;
  readonly form: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
}

/** One way out of a node; `path` leads from the node to where `target` is written. */
export interface Way {
  /** `node.exit`, unique in the flow. */
  readonly id: string;
  readonly from: string;
  readonly target: string;
  readonly path: readonly Step[];
  /** Key of the outcome that takes it. */
  readonly outcome?: string;
  /** Place of the line of a branch. */
  readonly line?: number;
  /** The work goes back to whoever had it. */
  readonly previous: boolean;
}

/** Reads a draft as a flow: what is no node is left out, so that a broken draft can still be drawn and mended. */
export function readFlow(document: unknown): Flow {
  const raw = isMap(document) ? document : {};
  const nodes = isMap(raw.nodes) ? raw.nodes : {};
  const known = Object.entries(nodes).filter(
    ([, each]) => isMap(each) && typeof each.type === "string",
  );
  return {
    name: (raw.name ?? "") as LocalText,
    form: typeof raw.form === "string" ? raw.form : "",
    nodes: Object.fromEntries(known) as Record<string, FlowNode>,
  };
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The ways out of a node, in the order in which the server reads them. */
export function waysOf(key: string, node: FlowNode): readonly Way[] {
  const ways: Way[] = [];
  const add = (exit: string, target: unknown, path: Step[], more: Partial<Way> = {}) => {
    if (typeof target !== "string") return;
    ways.push({ id: `${key}.${exit}`, from: key, target, path, previous: false, ...more });
  };
  for (const [outcome, each] of Object.entries(node.outcomes ?? {})) {
    add(outcome, each?.to, ["outcomes", outcome, "to"], {
      outcome,
      previous: each?.assign === "previous",
    });
  }
  (Array.isArray(node.lines) ? node.lines : []).forEach((line, place) => {
    add(`line_${place + 1}`, line?.to, ["lines", place, "to"], { line: place });
  });
  add("to", node.to, ["to"]);
  add("next", node.next, ["next"]);
  return ways;
}

export function allWays(flow: Flow): readonly Way[] {
  return Object.entries(flow.nodes).flatMap(([key, node]) => waysOf(key, node));
}

export function startOf(flow: Flow): string | undefined {
  return Object.keys(flow.nodes).find((key) => flow.nodes[key]?.type === "start");
}

/** Nodes that one comes to from `begin`, itself included. */
export function reachable(flow: Flow, begin: string | undefined): ReadonlySet<string> {
  const seen = new Set<string>();
  const todo = begin !== undefined && flow.nodes[begin] ? [begin] : [];
  for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
    const node = flow.nodes[key];
    if (!node || seen.has(key)) continue;
    seen.add(key);
    todo.push(...waysOf(key, node).map((way) => way.target));
  }
  return seen;
}
