/** From the approval tree to a drawing: the trunk on one axis, columns of a fork beside each other. */
import type { Box, Drawing, Lane, Look, Pill, Spot } from "./drawing";
import type { Way } from "./flow";
import { below, centered, line, NOTHING, type Part, shift, stacked, together } from "./part";
import { CONDITION, pillHeight } from "./pill";
import { sideWays } from "./side";
import type { ApprovalTree, Block, Column } from "./tree";

export const GAP = { column: 24, wide: 48, bar: 24, pill: 12, add: 20, next: 52 };
const ADD = 20;
const HEAD = 28;
/** Where a column begins below the bar, behind its rounded corner. */
const BEND = 20;
const LANE_SIZE = { width: 232, height: 60 };

export function drawFlow(tree: ApprovalTree, look: Look): Drawing {
  let whole = sequence(tree.trunk, look);
  for (const blocks of tree.loose) {
    const part = sequence(blocks, look);
    const x = whole.right + part.left + GAP.wide * 2;
    whole = together(whole, shift(part, x, 0));
  }
  return moved(sideWays(whole, tree.side, look));
}

/** With its upper left corner at the origin. */
function moved(part: Part): Drawing {
  const top = Math.min(0, ...part.lines.flatMap((each) => each.points.map((point) => point[1])));
  const { boxes, lines } = shift(part, part.left, -top);
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.height));
  return { boxes, lines, width: part.left + part.right, height: bottom };
}

function sequence(blocks: readonly Block[], look: Look): Part {
  return stacked(
    blocks.flatMap((block, place) => {
      const next = blocks[place + 1];
      const parts = [face(block, look)];
      if (block.fork) {
        parts.push(fork(block, block.fork, look));
        const ways = waysInto(block.fork);
        if (next && ways.length) {
          parts.push(stretch(block.node, { ways, target: next.node }, undefined, next, look));
        }
      } else if (block.down && next) {
        const spot = { ways: [block.down], target: next.node };
        parts.push(stretch(block.node, spot, look.pill(block.down), next, look));
      }
      return parts;
    }),
  );
}

/** Ways that come out where the columns of a fork meet. */
export function waysInto(columns: readonly Column[]): readonly Way[] {
  return columns.flatMap((column) => {
    if (!column.open) return [];
    const last = column.blocks.at(-1);
    if (!last) return [column.way];
    return last.fork ? waysInto(last.fork) : last.down ? [last.down] : [];
  });
}

/** The node itself, under its lanes where it has some. */
function face(block: Block, look: Look): Part {
  const { node } = block;
  const { width, height } = look.size(node);
  const kind = look.isHead(node) ? "head" : "card";
  const own = centered({ id: node, kind, node, y: 0, width, height });
  const head = kind === "head" ? together(own, addLine(node, width)) : own;
  const lanes = look.lanes(node);
  const part = lanes ? below(laneFan(node, lanes, look), head) : head;
  const aside = look.aside(node);
  return aside ? hang(part, node, aside, look) : part;
}

/** 「加一个条件」 beside the head of a fork. */
function addLine(node: string, width: number): Part {
  const box: Box = {
    id: `${node}+line`,
    kind: "addLine",
    node,
    x: width / 2 + 12,
    y: 2,
    width: 96,
    height: 24,
  };
  return { ...NOTHING, boxes: [box], right: width / 2 + 12 + box.width };
}

/** What hangs at the left of a card. */
function hang(part: Part, node: string, pill: Pill, look: Look): Part {
  const card = part.boxes.find((box) => box.id === node);
  if (!card) return part;
  const width = look.width(pill);
  const x = card.x - 36 - width;
  const y = card.y + card.height / 2;
  const id = `${node}~late`;
  const box: Box = {
    id,
    kind: "pill",
    node,
    x,
    y: y - CONDITION / 2,
    width,
    height: CONDITION,
    pill,
  };
  const way = line(
    id,
    [
      [card.x, y],
      [x + width, y],
    ],
    { dashed: true, late: true },
  );
  return together(part, way, { ...NOTHING, boxes: [box], left: -x });
}

/** 智能分配: who gets the work, side by side. */
function laneFan(node: string, lanes: readonly Lane[], look: Look): Part {
  const id = `${node}~assign`;
  const head = look.assignWidth;
  const headPart = together(
    centered({ id, kind: "head", node, y: 0, width: head, height: HEAD }),
    addLine(node, head),
  );
  const columns = lanes.map((lane, place) => {
    const width = Math.min(look.width(lane.condition), LANE_SIZE.width);
    return together(
      line(`${id}.${place}`, [
        [0, BEND],
        [0, 56],
      ]),
      centered({
        id: `${id}.${place}.when`,
        kind: "pill",
        node,
        y: 12,
        width,
        height: CONDITION,
        pill: lane.condition,
        place,
      }),
      centered({ id: `${id}.${place}`, kind: "lane", node, y: 56, ...LANE_SIZE, lane, place }),
    );
  });
  const fan = spread(
    id,
    columns.map((part) => ({ part, open: true })),
    56 + LANE_SIZE.height,
  );
  const tail = line(
    `${id}.in`,
    [
      [0, 0],
      [0, 28],
    ],
    { arrow: true },
  );
  const stem = line(`${id}.out`, [
    [0, 0],
    [0, 16],
  ]);
  const top = below(headPart, { ...stem, height: 16 });
  return below(below(top, fan), { ...tail, height: 32 });
}

/** Columns below a bar, those that are open led to a bar below. The axis is the middle of the outer ones. */
function spread(
  id: string,
  columns: readonly { part: Part; open: boolean }[],
  height: number,
): Part {
  const axes: number[] = [];
  let x = 0;
  columns.forEach(({ part }, place) => {
    if (place) x += part.left;
    axes.push(x);
    x += part.right + GAP.column;
  });
  const middle = ((axes[0] ?? 0) + (axes.at(-1) ?? 0)) / 2;
  const foot = height + GAP.bar;
  const parts = columns.map(({ part, open }, place) => {
    const at = (axes[place] ?? 0) - middle;
    const lines = [line(`${id}>${place}`, bend(0, 0, at, BEND))];
    if (open) lines.push(line(`${id}<${place}`, bend(at, part.height, 0, foot, true)));
    return together(shift(part, at, 0), ...lines);
  });
  return { ...together(...parts), height: columns.some(({ open }) => open) ? foot : height };
}

/** From the axis to a column along the bar (or back to it). */
function bend(x1: number, y1: number, x2: number, y2: number, late = false) {
  if (x1 === x2)
    return [
      [x1, y1],
      [x2, y2],
    ] as const;
  const y = late ? y2 : y1;
  const turn = late ? [x1, y] : [x2, y];
  return [[x1, y1], turn as [number, number], [x2, y2]] as const;
}

function fork(block: Block, columns: readonly Column[], look: Look): Part {
  const parts = columns.map((column) => ({ part: columnPart(column, look), open: column.open }));
  const height = Math.max(...parts.map(({ part }) => part.height));
  const stem = {
    ...line(`${block.node}.out`, [
      [0, 0],
      [0, 16],
    ]),
    height: 16,
  };
  return below(stem, spread(block.node, parts, height));
}

/** Begins behind the rounded corner of the bar. */
function bent(part: Part): Part {
  const lines = part.lines.map((each) => ({
    ...each,
    points: each.points.map(([x, y]) => [x, Math.max(y, BEND)] as const),
  }));
  return { ...part, lines };
}

function columnPart(column: Column, look: Look): Part {
  const [first] = column.blocks;
  const target = first?.node ?? column.way.target;
  const top = stretch(
    column.way.from,
    { ways: [column.way], target },
    look.pill(column.way),
    first,
    look,
  );
  let part = below(bent(top), sequence(column.blocks, look));
  const last = column.blocks.at(-1);
  if (column.open && last?.down) {
    const spot = { ways: [last.down], target: last.down.target };
    part = below(part, stretch(last.node, spot, look.pill(last.down), undefined, look));
  }
  const width = Math.max(part.left + part.right, 160);
  return { ...part, left: Math.max(part.left, width / 2), right: Math.max(part.right, width / 2) };
}

/** A line down to `next` (or to a bar) with its word and a "+". */
function stretch(
  node: string,
  spot: Spot,
  pill: Pill | undefined,
  next: Block | undefined,
  look: Look,
): Part {
  const tall = pill ? pillHeight(pill) : 0;
  const from = pill ? GAP.pill + tall : 0;
  const plus = from + (pill ? 16 : GAP.add);
  const soft = next === undefined || look.isHead(next.node) || look.lanes(next.node) !== undefined;
  const height = plus + (soft ? 16 : pill ? 28 : 32);
  const id = spot.ways.map((way) => way.id).join("|");
  const way = spot.ways.length === 1 ? spot.ways[0] : undefined;
  const parts = [
    line(
      id,
      [
        [0, 0],
        [0, height - (soft ? 0 : 4)],
      ],
      { arrow: !soft, way: way?.id },
    ),
    centered({ id: `+${id}`, kind: "add", node, y: plus - ADD / 2, width: ADD, height: ADD, spot }),
  ];
  if (pill && way) {
    const width = Math.min(look.width(pill), 280);
    parts.push(
      centered({
        id: `${id}~pill`,
        kind: "pill",
        node,
        y: GAP.pill,
        width,
        height: tall,
        pill,
        way,
        place: way.line,
      }),
    );
  }
  return { ...together(...parts), height };
}
