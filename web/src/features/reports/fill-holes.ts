/** Boards without holes: how a chart is drawn, never how it is kept. */

/** Column, row, width and height on 12 columns. */
export type Spot = readonly [number, number, number, number];

/** Rows that a chart grows by at most. */
const MOST = 2;

/**
 * A chart that ends earlier than what stands beside it reaches down to what stands below it, if nothing else is in
 * between. Where nothing follows, the board simply ends: nothing grows at its foot. A large gap is meant, or needs a
 * chart of its own: a number stretched over half a board says no more.
 */
export function filled(spots: readonly Spot[]): Spot[] {
  return spots.map((spot) => {
    const [x, y, w, h] = spot;
    const below = spots.filter((other) => other[1] >= y + h && crosses(spot, other));
    const next = Math.min(...below.map((other) => other[1]));
    return next - (y + h) <= MOST ? [x, y, w, next - y] : spot;
  });
}

const crosses = ([x, , w]: Spot, [otherX, , otherW]: Spot): boolean =>
  x < otherX + otherW && otherX < x + w;
