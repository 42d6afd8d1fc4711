/** The grid of 12 columns: where widgets stand, how they make room and move up. Pure; all numbers are cells. */

export const COLUMNS = 12;
/** Height of a row and the gap between cells, in pixels. */
export const ROW = 64;
export const GAP = 12;
const TALLEST = 40;

/** Column, row, width and height, as the document has them. */
export type At = readonly [x: number, y: number, w: number, h: number];

export interface Placed {
  key: string;
  at: At;
}

export interface Least {
  w: number;
  h: number;
}

export function overlap([x, y, w, h]: At, [u, v, p, q]: At): boolean {
  return x < u + p && u < x + w && y < v + q && v < y + h;
}

/** Inside the grid, and no smaller than `least`. */
export function fitted([x, y, w, h]: At, least: Least = { w: 1, h: 1 }): At {
  const width = clamp(w, least.w, COLUMNS);
  const height = clamp(h, least.h, TALLEST);
  return [clamp(x, 0, COLUMNS - width), Math.max(Math.round(y), 0), width, height];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.round(value), least), most);
}

function reading(a: Placed, b: Placed): number {
  return a.at[1] - b.at[1] || a.at[0] - b.at[0];
}

/**
 * Every widget moved up as far as nothing is in its way, in reading order; the order of the list stays. What `first`
 * names is let in before the others where it wants the same place.
 */
export function packed(widgets: readonly Placed[], first: readonly string[] = []): Placed[] {
  const ahead = new Set(first);
  const order = [...widgets].sort(
    (a, b) =>
      a.at[1] - b.at[1] || Number(ahead.has(b.key)) - Number(ahead.has(a.key)) || reading(a, b),
  );
  const settled: Placed[] = [];
  for (const { key, at } of order) {
    let [x, y, w, h] = fitted(at);
    while (y > 0 && !hits([x, y - 1, w, h], settled)) y -= 1;
    while (hits([x, y, w, h], settled)) y += 1;
    settled.push({ key, at: [x, y, w, h] });
  }
  const found = new Map(settled.map((each) => [each.key, each.at]));
  return widgets.map(({ key, at }) => ({ key, at: found.get(key) ?? at }));
}

function hits(at: At, others: readonly Placed[]): boolean {
  return others.some((each) => overlap(at, each.at));
}

/** One or more widgets at new places; the others make room below them and everything moves up. */
export function placed(widgets: readonly Placed[], moves: ReadonlyMap<string, At>): Placed[] {
  const wanted = widgets.map(({ key, at }) => ({ key, at: fitted(moves.get(key) ?? at) }));
  const firm = wanted.filter(({ key }) => moves.has(key));
  // Those in the way go below what came, in reading order, and push on what they meet.
  const rest = wanted.filter(({ key }) => !moves.has(key)).sort(reading);
  const stood: Placed[] = [...firm];
  for (const { key, at } of rest) {
    let [x, y, w, h] = at;
    while (hits([x, y, w, h], stood)) y += 1;
    stood.push({ key, at: [x, y, w, h] });
  }
  const found = new Map(stood.map((each) => [each.key, each.at]));
  return packed(
    widgets.map(({ key, at }) => ({ key, at: found.get(key) ?? at })),
    [...moves.keys()],
  );
}

/** The first place, from above and from the left, where something of this size fits. */
export function freePlace(widgets: readonly Placed[], w: number, h: number): At {
  for (let y = 0; ; y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      if (!hits([x, y, w, h], widgets)) return [x, y, w, h];
    }
  }
}

/** The widget that comes next in a direction: the nearest edge, what stands opposite first; undefined at the end. */
export function neighbor(
  widgets: readonly Placed[],
  from: string,
  way: "left" | "right" | "up" | "down",
): string | undefined {
  const inOrder = [...widgets].sort(reading);
  const here = widgets.find(({ key }) => key === from)?.at;
  if (!here) return inOrder[0]?.key;
  const flat = way === "left" || way === "right";
  let best: { key: string; cost: number } | undefined;
  for (const { key, at } of inOrder) {
    const ahead =
      way === "right" || way === "down" ? distance(here, at, flat) : distance(at, here, flat);
    if (key === from || ahead < 0) continue;
    const aside = Math.max(distance(here, at, !flat), distance(at, here, !flat), 0);
    const cost = ahead + 2 * aside;
    if (!best || cost < best.cost) best = { key, cost };
  }
  return best?.key;
}

/** From the end of one to the beginning of the other; negative where it begins before. */
function distance([x, y, w, h]: At, [u, v]: At, flat: boolean): number {
  return flat ? u - x - w : v - y - h;
}

/**
 * Where a widget goes by one step of an arrow, as moves to place: a column aside; past what stands above or below it, as
 * a row alone would lead back to where it was. Null at the edge.
 */
export function stepped(
  widgets: readonly Placed[],
  key: string,
  way: "left" | "right" | "up" | "down",
): ReadonlyMap<string, At> | null {
  const here = widgets.find((each) => each.key === key)?.at;
  if (!here) return null;
  const [x, y, w, h] = here;
  if (way === "left") return x > 0 ? new Map([[key, [x - 1, y, w, h]]]) : null;
  if (way === "right") return x + w < COLUMNS ? new Map([[key, [x + 1, y, w, h]]]) : null;
  const facing = widgets.filter(({ at }) => at[0] < x + w && x < at[0] + at[2]);
  if (way === "up") {
    const above = facing.filter(({ at }) => at[1] < y).sort((a, b) => b.at[1] - a.at[1])[0];
    return above ? new Map([[key, [x, above.at[1], w, h]]]) : null;
  }
  const below = facing.filter(({ at }) => at[1] >= y + h).sort(reading)[0];
  return below ? new Map([[below.key, [below.at[0], y, below.at[2], below.at[3]]]]) : null;
}

/** Those whose place is another than before. */
export function moved(before: readonly Placed[], after: readonly Placed[]): Placed[] {
  const known = new Map(before.map(({ key, at }) => [key, at]));
  return after.filter(({ key, at }) => at.some((each, place) => each !== known.get(key)?.[place]));
}
