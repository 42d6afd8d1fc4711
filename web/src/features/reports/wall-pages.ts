/** A board of many charts on a wall: as many rows at once as can be read, one page after the other. Pure. */

/** Pixels of a row in which a chart can still be read from a distance, and between two rows. */
const LEAST_ROW = 44;
const GAP = 14;
/** Pixels of the wall that are no chart: its heading and its edges. */
const AROUND = 108;
/** A low window shows what it can. */
const LEAST_ROWS = 6;

/** How many rows of the grid a window of this height has room for. */
export function rowsIn(height: number): number {
  return Math.max(Math.floor((height - AROUND + GAP) / (LEAST_ROW + GAP)), LEAST_ROWS);
}

/**
 * The widgets in pages of at most so many rows, each beginning at row 0. What would be cut by the end of a page begins the
 * next one; a widget that is taller than a page has one of its own.
 */
export function pagesOf<Widget extends { at: number[] }>(
  widgets: readonly (readonly [string, Widget])[],
  most: number,
): (readonly [string, Widget])[][] {
  const pages: (readonly [string, Widget])[][] = [];
  let start = 0;
  const inOrder = [...widgets].sort(([, a], [, b]) => (a.at[1] ?? 0) - (b.at[1] ?? 0));
  for (const [key, widget] of inOrder) {
    const [x = 0, y = 0, w = 3, h = 2] = widget.at;
    const page = pages.at(-1);
    const isNew = page === undefined || y + h - start > most;
    if (isNew) start = y;
    const placed = [key, { ...widget, at: [x, y - start, w, h] }] as const;
    if (isNew) pages.push([placed]);
    else page.push(placed);
  }
  return pages;
}
