/** Pieces of a drawing around an axis at x = 0, that are put below and beside each other. */
import type { Box, Line, Point } from "./drawing";

export interface Part {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** How far it reaches from the axis, both positive. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

export const NOTHING: Part = { boxes: [], lines: [], left: 0, right: 0, height: 0 };

export function shift(part: Part, x: number, y: number): Part {
  if (!x && !y) return part;
  const moved = ([px, py]: Point): Point => [px + x, py + y];
  return {
    ...part,
    boxes: part.boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y })),
    lines: part.lines.map((line) => ({ ...line, points: line.points.map(moved) })),
    left: part.left - x,
    right: part.right + x,
  };
}

/** Everything together, each piece where it stands. */
export function together(...parts: readonly Part[]): Part {
  return {
    boxes: parts.flatMap((part) => part.boxes),
    lines: parts.flatMap((part) => part.lines),
    left: Math.max(0, ...parts.map((part) => part.left)),
    right: Math.max(0, ...parts.map((part) => part.right)),
    height: Math.max(0, ...parts.map((part) => part.height)),
  };
}

/** Each piece below those before it; costs what the pieces hold, however many there are. */
export function stacked(parts: readonly Part[]): Part {
  let height = 0;
  const placed = parts.map((part) => {
    const here = { ...shift(part, 0, height), height: height + part.height };
    height = Math.max(0, height, here.height);
    return here;
  });
  return together(...placed);
}

/** `next` below what is there already. */
export function below(upper: Part, next: Part): Part {
  return together(upper, { ...shift(next, 0, upper.height), height: upper.height + next.height });
}

/** A box in the middle of the axis. */
export function centered(box: Omit<Box, "x">): Part {
  const { width, height, y } = box;
  return {
    boxes: [{ ...box, x: -width / 2 }],
    lines: [],
    left: width / 2,
    right: width / 2,
    height: y + height,
  };
}

export function line(id: string, points: readonly Point[], more: Partial<Line> = {}): Part {
  return { ...NOTHING, lines: [{ id, points, ...more }] };
}
