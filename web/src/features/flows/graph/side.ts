/** Ways that fit in no tree: back or across, drawn in lanes at the right; what happens by itself at the left. */
import type { Box, Look, Pill, Point } from "./drawing";
import type { Way } from "./flow";
import { line, NOTHING, type Part, together } from "./part";
import { pillHeight } from "./pill";

const CLEAR = 28;
const ADD = 20;

interface Wanted {
  readonly id: string;
  readonly from: Box;
  readonly to: Box;
  readonly pill?: Pill;
  readonly way: Way;
  readonly left: boolean;
}

/** The part with its ways at the side; short ones lie nearer. */
export function sideWays(part: Part, ways: readonly Way[], look: Look): Part {
  const nodes = new Map(
    part.boxes.filter((box) => box.id === box.node).map((box) => [box.node, box] as const),
  );
  const wanted: Wanted[] = [];
  for (const way of ways) {
    const [from, to] = [nodes.get(way.from), nodes.get(way.target)];
    if (from && to) wanted.push({ id: way.id, from, to, pill: look.pill(way), way, left: false });
  }
  for (const [node, from] of nodes) {
    const auto = look.auto(node);
    const to = auto && nodes.get(auto.way.target);
    if (auto && to)
      wanted.push({ id: `${node}~auto`, from, to, pill: auto.pill, way: auto.way, left: true });
  }
  const near = wanted.toSorted((one, other) => span(one) - span(other));
  return near.reduce((whole, each) => together(whole, drawn(whole, each, look)), part);
}

function span({ from, to }: Wanted): number {
  return Math.abs(from.y - to.y);
}

/** One way at the side, outside of everything between its ends. */
function drawn(whole: Part, wanted: Wanted, look: Look): Part {
  const { id, from, to, pill, way, left } = wanted;
  const loop = from.id === to.id;
  const y1 = clearHeight(whole, from, left, loop ? 0.7 : 0.5);
  const y2 = clearHeight(whole, to, left, loop ? 0.3 : 0.5);
  const [top, bottom] = [Math.min(y1, y2), Math.max(y1, y2)];
  const width = pill ? look.width(pill) : 0;
  const tall = pill ? pillHeight(pill) : 0;
  const free = left ? undefined : { ways: [way], target: way.target };
  // Word, note and "+" stand in the middle of the lane; the line itself needs less room.
  const middle = (top + bottom) / 2;
  const words = [middle - tall / 2 - (free ? ADD : 0) - 8, middle + tall / 2 + 30] as const;
  const half = Math.max(width, pill?.note ? 110 : 0, ADD) / 2;
  const outer = Math.max(
    reach(whole, top - 12, bottom + 12, left) + CLEAR,
    reach(whole, words[0], words[1], left) + half + 12,
    Math.max(edge(from, left), edge(to, left)) + 40,
  );
  const x = left ? -outer : outer;
  const tip = (left ? -1 : 1) * (edge(to, left) + 4);
  const points: Point[] = [
    [(left ? -1 : 1) * edge(from, left), y1],
    [x, y1],
    [x, y2],
    [tip, y2],
  ];
  const boxes: Box[] = [];
  if (pill) {
    boxes.push({
      id: `${id}~pill`,
      kind: "pill",
      node: way.from,
      x: x - width / 2,
      y: middle - tall / 2,
      width,
      height: tall,
      pill,
      way,
    });
  }
  if (free) {
    const y = middle - tall / 2 - 8 - ADD;
    boxes.push({
      id: `+${id}`,
      kind: "add",
      node: way.from,
      x: x - ADD / 2,
      y,
      width: ADD,
      height: ADD,
      spot: free,
    });
  }
  const reached = Math.abs(x) + half;
  return {
    ...NOTHING,
    lines: line(id, points, { arrow: true, dashed: left, way: left ? undefined : way.id }).lines,
    boxes,
    left: left ? reached : 0,
    right: left ? 0 : reached,
  };
}

/** Where a box ends on that side, as a distance from the axis. */
function edge(box: Box, left: boolean): number {
  return left ? -box.x : box.x + box.width;
}

/** How far anything reaches between two heights. */
function reach(whole: Part, top: number, bottom: number, left: boolean): number {
  const boxes = whole.boxes.filter((box) => box.y < bottom && box.y + box.height > top);
  const lines = whole.lines.filter((each) => {
    const ys = each.points.map((point) => point[1]);
    return Math.min(...ys) < bottom && Math.max(...ys) > top;
  });
  return Math.max(
    0,
    ...boxes.map((box) => edge(box, left)),
    ...lines.flatMap((each) => each.points.map(([x]) => (left ? -x : x))),
  );
}

/** A height at which a line from the box outwards meets no other card; near the wanted one. */
function clearHeight(whole: Part, box: Box, left: boolean, wanted: number): number {
  const shares = [wanted, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9];
  const cards = whole.boxes.filter(
    (other) => other.id !== box.id && other.kind !== "add" && edge(other, left) > edge(box, left),
  );
  const heights = shares.map((share) => box.y + box.height * share);
  const used = whole.lines.flatMap((each) => [each.points[0]?.[1], each.points.at(-1)?.[1]]);
  const isFree = (y: number) =>
    cards.every((other) => y < other.y - 4 || y > other.y + other.height + 4) &&
    used.every((other) => other === undefined || Math.abs(other - y) > 7);
  return heights.find(isFree) ?? heights[0] ?? box.y;
}
