import { create } from "zustand";
import type { Point } from "../../designer/drag/drag";
import type { IconName } from "../../ui/icon";
import type { Target } from "./acts";

/** What is being dragged. */
export type Dragged =
  | { sort: "type"; type: string; name: string; icon: IconName }
  | { sort: "new_section"; columns: number; name: string }
  | { sort: "fields"; keys: readonly string[]; name: string; icon: string }
  | { sort: "section"; place: number; name: string };

/** Where the line is drawn, in the canvas' own pixels. */
export interface DropLine {
  x: number;
  y: number;
  length: number;
  upright: boolean;
}

/** Words for the place: after a field, before one, or into a section. */
export interface Where {
  how: "below" | "above" | "right" | "left" | "into" | "section_above" | "section_below";
  key?: string;
  section?: number | null;
}

export interface Drop {
  target: Target;
  /** For a section: its new place, counted without itself. */
  sectionTo?: number;
  line: DropLine;
  where: Where;
}

/** What hangs over the canvas; a store of its own, so that moving the pointer draws nothing but the line. */
export const useDrop = create<{ dragged: Dragged | null; drop: Drop | null }>()(() => ({
  dragged: null,
  drop: null,
}));

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const middle = (box: Box) => (box.top + box.bottom) / 2;

/** Reads from the page where a dragged thing would land. Null: nowhere. */
export function dropAt(canvas: HTMLElement, point: Point, dragged: Dragged): Drop | null {
  const bounds = canvas.getBoundingClientRect();
  const over =
    point.x > bounds.left - 24 &&
    point.x < bounds.right + 24 &&
    point.y > bounds.top - 24 &&
    point.y < bounds.bottom + 24;
  if (!over) return null;
  const blocks = [...canvas.querySelectorAll<HTMLElement>("[data-section]")];
  if (blocks.length === 0) return emptyDrop(canvas);
  if (dragged.sort === "section") return sectionDrop(canvas, blocks, point, dragged.place);
  const block =
    blocks.find((each) => point.y < each.getBoundingClientRect().bottom) ?? blocks.at(-1);
  return block ? fieldDrop(canvas, block, point) : null;
}

/** Pixels of the page as pixels of the canvas, whatever it is scrolled to. */
function lineIn(
  canvas: HTMLElement,
  x: number,
  y: number,
  length: number,
  upright: boolean,
): DropLine {
  const box = canvas.getBoundingClientRect();
  return {
    x: x - box.left + canvas.scrollLeft,
    y: y - box.top + canvas.scrollTop,
    length,
    upright,
  };
}

function sectionOf(block: HTMLElement): number | null {
  const name = block.dataset.section ?? "";
  return name === "rest" ? null : Number(name);
}

function emptyDrop(canvas: HTMLElement): Drop {
  const sheet = canvas.querySelector("[data-empty]")?.getBoundingClientRect();
  const box = sheet ?? canvas.getBoundingClientRect();
  return {
    target: { section: null, place: 0 },
    line: lineIn(canvas, box.left, box.top, box.width, false),
    where: { how: "into", section: null },
  };
}

function fieldDrop(canvas: HTMLElement, block: HTMLElement, point: Point): Drop {
  const section = sectionOf(block);
  const cards = [...block.querySelectorAll<HTMLElement>("[data-field-card]")];
  const body = (block.querySelector("[data-section-body]") ?? block).getBoundingClientRect();
  if (cards.length === 0)
    return {
      target: { section, place: 0 },
      line: lineIn(canvas, body.left, body.top + 4, body.width, false),
      where: { how: "into", section },
    };
  const stacked = cards.every((card) => card.offsetWidth > body.width * WHOLE);
  return stacked
    ? belowDrop(canvas, cards, section, point, body)
    : besideDrop(canvas, cards, section, point, body);
}

/** A card of this share of its section stands alone in its row. */
const WHOLE = 0.7;

function belowDrop(
  canvas: HTMLElement,
  cards: HTMLElement[],
  section: number | null,
  point: Point,
  body: DOMRect,
): Drop {
  const boxes = cards.map((card) => card.getBoundingClientRect());
  const next = boxes.findIndex((box) => point.y < middle(box));
  const place = next === -1 ? cards.length : next;
  const before = boxes[place - 1];
  const after = boxes[place];
  const y =
    before && after
      ? (before.bottom + after.top) / 2
      : after
        ? after.top - 3
        : (before?.bottom ?? body.top) + 3;
  const key = cards[place - 1]?.dataset.fieldCard ?? cards[0]?.dataset.fieldCard ?? "";
  return {
    target: { section, place },
    line: lineIn(canvas, body.left, y, body.width, false),
    where: { how: place > 0 ? "below" : "above", key, section },
  };
}

/** Side by side the nearest card tells: its left half is before it, its right half after it. */
function besideDrop(
  canvas: HTMLElement,
  cards: HTMLElement[],
  section: number | null,
  point: Point,
  body: DOMRect,
): Drop {
  const boxes = cards.map((card) => card.getBoundingClientRect());
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, box] of boxes.entries()) {
    const dx = Math.max(box.left - point.x, 0, point.x - box.right);
    const dy = Math.max(box.top - point.y, 0, point.y - box.bottom);
    const distance = dx * dx + dy * dy * 4;
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  }
  const box = boxes[nearest] as DOMRect;
  const key = cards[nearest]?.dataset.fieldCard ?? "";
  if (box.width > body.width * WHOLE) {
    const below = point.y > middle(box);
    return {
      target: { section, place: below ? nearest + 1 : nearest },
      line: lineIn(canvas, body.left, below ? box.bottom + 1 : box.top - 1, body.width, false),
      where: { how: below ? "below" : "above", key, section },
    };
  }
  const after = point.x > (box.left + box.right) / 2 || point.y > box.bottom;
  const x = after ? box.right + 4 : box.left - 4;
  return {
    target: { section, place: after ? nearest + 1 : nearest },
    line: lineIn(canvas, x, box.top, box.height, true),
    where: { how: after ? "right" : "left", key, section },
  };
}

function sectionDrop(
  canvas: HTMLElement,
  blocks: HTMLElement[],
  point: Point,
  from: number,
): Drop | null {
  const own = blocks.filter((block) => sectionOf(block) !== null);
  const boxes = own.map((block) => block.getBoundingClientRect());
  const next = boxes.findIndex((box) => point.y < middle(box));
  const gap = next === -1 ? own.length : next;
  const box = boxes[gap] ?? boxes.at(-1);
  if (!box) return null;
  const below = gap >= own.length;
  return {
    target: { section: gap, place: 0 },
    sectionTo: gap > from ? gap - 1 : gap,
    line: lineIn(canvas, box.left, below ? box.bottom + 4 : box.top - 4, box.width, false),
    where: {
      how: below ? "section_below" : "section_above",
      section: sectionOf(own[below ? own.length - 1 : gap] as HTMLElement),
    },
  };
}
