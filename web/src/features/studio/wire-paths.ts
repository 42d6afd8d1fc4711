/** A box on the map, in its own pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Drawn {
  path: string;
  /** Where the word stands. */
  x: number;
  y: number;
  /** The word stands on the line, not above it. */
  on: boolean;
}

const CORNER = 8;
/** Arrows leave and meet cards this far below their upper edge, where the heads are. */
const HEAD = 52;
const TIP = 2;

/** From the side of one card to the side of another: straight, or with one step half-way. */
function across(from: Box, to: Box, place: number): Drawn {
  const right = to.left > from.left;
  const x1 = right ? from.left + from.width : from.left;
  const x2 = right ? to.left - TIP : to.left + to.width + TIP;
  const low = Math.max(from.top, to.top) + HEAD + place * 20;
  const high = Math.min(from.top + from.height, to.top + to.height) - 16;
  const straight = low <= high;
  const y1 = straight ? low : from.top + Math.min(HEAD + place * 20, from.height - 16);
  const y2 = straight ? low : to.top + Math.min(HEAD, to.height / 2);
  const middle = (x1 + x2) / 2;
  if (straight) return { path: `M${x1} ${y1}H${x2}`, x: middle, y: y1 - 14, on: false };
  const down = y2 > y1 ? 1 : -1;
  const turn = Math.min(CORNER, Math.abs(y2 - y1) / 2, Math.abs(x2 - x1) / 2);
  const way = right ? 1 : -1;
  const path = [
    `M${x1} ${y1}H${middle - way * turn}`,
    `Q${middle} ${y1} ${middle} ${y1 + down * turn}`,
    `V${y2 - down * turn}`,
    `Q${middle} ${y2} ${middle + way * turn} ${y2}`,
    `H${x2}`,
  ].join("");
  return { path, x: middle, y: (y1 + y2) / 2, on: true };
}

/** Between two cards of one column: straight when they are neighbors, else around at the left. */
function along(from: Box, to: Box, between: readonly Box[]): Drawn {
  const up = to.top < from.top;
  const free = !between.some((box) =>
    up ? box.top > to.top && box.top < from.top : box.top > from.top && box.top < to.top,
  );
  if (free) {
    const x = from.left + from.width / 2;
    const y1 = up ? from.top : from.top + from.height;
    const y2 = up ? to.top + to.height + TIP : to.top - TIP;
    return { path: `M${x} ${y1}V${y2}`, x, y: (y1 + y2) / 2, on: true };
  }
  const x = from.left - 12;
  const y1 = from.top + HEAD;
  const y2 = to.top + HEAD;
  return {
    path: `M${from.left} ${y1}H${x}V${y2}H${to.left - TIP}`,
    x,
    y: (y1 + y2) / 2,
    on: true,
  };
}

/** Draws an arrow; `place` counts those that leave the same side before it. */
export function draw(from: Box, to: Box, others: readonly Box[], place = 0): Drawn {
  const column = Math.abs(from.left - to.left) < from.width / 2;
  return column
    ? along(
        from,
        to,
        others.filter((box) => Math.abs(box.left - from.left) < from.width / 2),
      )
    : across(from, to, place);
}
