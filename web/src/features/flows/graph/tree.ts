/**
 * The graph of a flow read as an approval tree: one trunk of blocks, forks with columns that come together again, and
 * what fits in no tree – ways back, jumps into another column – as ways at the side.
 */
import { allWays, type Flow, startOf, type Way, waysOf } from "./flow";

/** One node on its trunk. */
export interface Block {
  readonly node: string;
  /** The one way on; ends the sequence when there is none and no fork. */
  readonly down?: Way;
  readonly fork?: readonly Column[];
}

/** `way` leads into the column; `open`: its last block goes on to where the columns meet. */
export interface Column {
  readonly way: Way;
  readonly blocks: readonly Block[];
  readonly open: boolean;
}

export interface ApprovalTree {
  readonly trunk: readonly Block[];
  /** Steps that nothing leads to, each with what follows it. */
  readonly loose: readonly (readonly Block[])[];
  readonly side: readonly Way[];
}

/** Reads the whole flow; every node stands in it exactly once, every way is drawn or stands at the side. */
export function treeOf(flow: Flow): ApprovalTree {
  const back = waysBack(flow);
  const forward = new Map<string, readonly Way[]>();
  for (const [key, node] of Object.entries(flow.nodes)) {
    forward.set(
      key,
      waysOf(key, node).filter((way) => flow.nodes[way.target] && !back.has(way.id)),
    );
  }
  const growth = new Growth(forward, meetings(forward));
  const start = startOf(flow);
  const trunk = start === undefined ? [] : growth.sequence(start, undefined).blocks;
  const loose: (readonly Block[])[] = [];
  for (const key of heads(flow, forward)) {
    if (!growth.placed.has(key)) loose.push(growth.sequence(key, undefined).blocks);
  }
  const side = allWays(flow).filter((way) => flow.nodes[way.target] && !growth.drawn.has(way.id));
  return { trunk, loose, side };
}

/** Nodes in an order in which those that nothing leads to come first. */
function heads(flow: Flow, forward: ReadonlyMap<string, readonly Way[]>): readonly string[] {
  const led = new Set([...forward.values()].flat().map((way) => way.target));
  const keys = Object.keys(flow.nodes);
  return [...keys.filter((key) => !led.has(key)), ...keys.filter((key) => led.has(key))];
}

/** Every card asks for them; a flow is never changed, only followed by another. */
const known = new WeakMap<Flow, ReadonlySet<string>>();

/** Ids of the ways that lead back to a node on the way to their own. */
export function waysBack(flow: Flow): ReadonlySet<string> {
  const found = known.get(flow) ?? findWaysBack(flow);
  known.set(flow, found);
  return found;
}

function findWaysBack(flow: Flow): ReadonlySet<string> {
  const back = new Set<string>();
  const done = new Set<string>();
  const start = startOf(flow);
  for (const begin of [...(start === undefined ? [] : [start]), ...Object.keys(flow.nodes)]) {
    if (!done.has(begin)) walk(flow, begin, back, done);
  }
  return back;
}

function walk(flow: Flow, begin: string, back: Set<string>, done: Set<string>): void {
  const open = new Set<string>([begin]);
  const path = [{ key: begin, ways: leaving(flow, begin) }];
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const way = here.ways.shift();
    if (!way) {
      done.add(here.key);
      open.delete(here.key);
      path.pop();
    } else if (open.has(way.target)) back.add(way.id);
    else if (!done.has(way.target) && flow.nodes[way.target]) {
      open.add(way.target);
      path.push({ key: way.target, ways: leaving(flow, way.target) });
    }
  }
}

/** Ways that give work back come last, so that the others say which direction is forward. */
function leaving(flow: Flow, key: string): Way[] {
  const node = flow.nodes[key];
  const ways = node ? waysOf(key, node) : [];
  return [...ways.filter((way) => !way.previous), ...ways.filter((way) => way.previous)];
}

const AWAY = "";

/** Where all ways from a node meet again: its nearest node that none of them can go past. */
function meetings(forward: ReadonlyMap<string, readonly Way[]>): ReadonlyMap<string, string> {
  const meeting = new Map<string, string>();
  const depth = new Map<string, number>([[AWAY, 0]]);
  const common = (left: string, right: string): string => {
    let [one, other] = [left, right];
    while (one !== other) {
      if ((depth.get(one) ?? 0) >= (depth.get(other) ?? 0)) one = meeting.get(one) ?? AWAY;
      else other = meeting.get(other) ?? AWAY;
    }
    return one;
  };
  for (const key of backwards(forward)) {
    const targets = (forward.get(key) ?? []).map((way) => way.target);
    const [first, ...rest] = targets;
    const meets = first === undefined ? AWAY : rest.reduce(common, first);
    meeting.set(key, meets);
    depth.set(key, (depth.get(meets) ?? 0) + 1);
  }
  return meeting;
}

/** Every node after all it leads to. There are no circles in it. */
function backwards(forward: ReadonlyMap<string, readonly Way[]>): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const begin of forward.keys()) {
    const path = [begin];
    for (let key = path.at(-1); key !== undefined; key = path.at(-1)) {
      const open = (forward.get(key) ?? []).find((way) => !seen.has(way.target));
      if (!seen.has(key) && open && !path.includes(open.target)) {
        path.push(open.target);
        continue;
      }
      if (!seen.has(key)) order.push(key);
      seen.add(key);
      path.pop();
    }
  }
  return order;
}

class Growth {
  readonly placed = new Set<string>();
  readonly drawn = new Set<string>();

  constructor(
    private readonly forward: ReadonlyMap<string, readonly Way[]>,
    private readonly meeting: ReadonlyMap<string, string>,
  ) {}

  /** Blocks from `begin` until `stop`, which is placed by whoever asked. `open`: the last one leads there. */
  sequence(begin: string, stop: string | undefined): { blocks: Block[]; open: boolean } {
    const blocks: Block[] = [];
    let key: string | undefined = begin;
    while (key !== undefined && key !== stop && !this.placed.has(key)) {
      this.placed.add(key);
      const ways: readonly Way[] = this.forward.get(key) ?? [];
      const [only] = ways;
      if (only && ways.length === 1) {
        const goes: boolean = only.target === stop || !this.placed.has(only.target);
        if (goes) this.drawn.add(only.id);
        blocks.push({ node: key, down: goes ? only : undefined });
        key = goes ? only.target : undefined;
        continue;
      }
      if (!only) {
        blocks.push({ node: key });
        return { blocks, open: false };
      }
      const { fork, on } = this.fork(key, ways, stop);
      blocks.push({ node: key, fork });
      key = on;
    }
    return { blocks, open: key !== undefined && key === stop };
  }

  private fork(key: string, ways: readonly Way[], stop: string | undefined) {
    const met = this.meeting.get(key) || undefined;
    const join = met !== undefined && (met === stop || !this.placed.has(met)) ? met : undefined;
    const fork: Column[] = [];
    for (const way of ways) {
      const goes = way.target === join || !this.placed.has(way.target);
      if (!goes) continue;
      this.drawn.add(way.id);
      const { blocks, open } =
        way.target === join ? { blocks: [], open: true } : this.sequence(way.target, join);
      fork.push({ way, blocks, open });
    }
    return { fork, on: fork.some((column) => column.open) ? join : undefined };
  }
}
