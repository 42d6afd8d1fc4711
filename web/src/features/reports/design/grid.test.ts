// @vitest-environment node
import { describe, expect, it } from "vitest";
import {
  type At,
  COLUMNS,
  fitted,
  freePlace,
  moved,
  neighbor,
  overlap,
  type Placed,
  packed,
  placed,
  stepped,
} from "./grid";

const board = (...places: [string, ...At][]): Placed[] =>
  places.map(([key, ...at]) => ({ key, at }));
const places = (widgets: readonly Placed[]) =>
  Object.fromEntries(widgets.map(({ key, at }) => [key, at]));

const COCKPIT = board(
  ["new_today", 0, 0, 3, 2],
  ["waiting", 3, 0, 3, 2],
  ["by_type", 6, 0, 6, 4],
  ["solved_by", 0, 2, 6, 4],
  ["times", 0, 6, 12, 4],
);

/** A small generator, so that a failing board can be made again. */
function chance(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % most;
  };
}

function someBoard(seed: number): Placed[] {
  const next = chance(seed);
  return Array.from({ length: 2 + next(9) }, (_, place) => {
    const w = 1 + next(COLUMNS);
    return { key: `w${place}`, at: [next(COLUMNS - w + 1), next(12), w, 1 + next(5)] as At };
  });
}

describe("packing the grid", () => {
  it("closes gaps above and keeps what stands well", () => {
    expect(packed(COCKPIT)).toEqual(COCKPIT);
    expect(places(packed(board(["a", 0, 3, 3, 2], ["b", 0, 9, 6, 2])))).toEqual({
      a: [0, 0, 3, 2],
      b: [0, 2, 6, 2],
    });
  });

  it("never lets two widgets overlap, whatever the board, and is done at once", () => {
    for (let seed = 1; seed < 300; seed += 1) {
      const found = packed(someBoard(seed));
      for (const [place, one] of found.entries()) {
        for (const other of found.slice(place + 1)) {
          expect(overlap(one.at, other.at), `board ${seed}`).toBe(false);
        }
        const [x, y, w, h] = one.at;
        expect(x + w).toBeLessThanOrEqual(COLUMNS);
        const above: At = [x, y - 1, w, h];
        const blocked = found.some((each) => each !== one && overlap(above, each.at));
        expect(y === 0 || blocked, `board ${seed}: ${one.key} floats`).toBe(true);
      }
      expect(packed(found)).toEqual(found);
    }
  });
});

describe("placing a widget", () => {
  it("lets the others make room below it", () => {
    const found = placed(COCKPIT, new Map([["times", [0, 0, 12, 4]]]));
    expect(places(found)).toEqual({
      times: [0, 0, 12, 4],
      new_today: [0, 4, 3, 2],
      waiting: [3, 4, 3, 2],
      by_type: [6, 4, 6, 4],
      solved_by: [0, 6, 6, 4],
    });
  });

  it("keeps it inside the grid and lets the others follow when it leaves", () => {
    expect(places(placed(COCKPIT, new Map([["new_today", [40, 0, 3, 2]]])))).toMatchObject({
      new_today: [9, 0, 3, 2],
      by_type: [6, 2, 6, 4],
    });
    expect(fitted([-3, -1, 20, 0], { w: 2, h: 2 })).toEqual([0, 0, 12, 2]);
  });

  it("moves several together", () => {
    const found = placed(
      COCKPIT,
      new Map([
        ["new_today", [6, 0, 3, 2]],
        ["waiting", [9, 0, 3, 2]],
      ]),
    );
    expect(places(found)).toMatchObject({
      new_today: [6, 0, 3, 2],
      waiting: [9, 0, 3, 2],
      by_type: [6, 2, 6, 4],
      solved_by: [0, 0, 6, 4],
      times: [0, 6, 12, 4],
    });
  });

  it("keeps the board whole, wherever it goes", () => {
    for (let seed = 1; seed < 300; seed += 1) {
      const next = chance(seed + 7);
      const before = packed(someBoard(seed));
      const { key, at } = before[next(before.length)] as Placed;
      const wanted: At = [next(COLUMNS), next(9), at[2], at[3]];
      const found = placed(before, new Map([[key, wanted]]));
      expect(found.map((each) => each.key)).toEqual(before.map((each) => each.key));
      expect(packed(found)).toEqual(found);
      for (const each of found) {
        expect(each.at.slice(2)).toEqual(before.find((one) => one.key === each.key)?.at.slice(2));
      }
    }
  });
});

describe("finding one's way on the grid", () => {
  it("finds room for something new: a gap, else a new row", () => {
    expect(freePlace(COCKPIT, 3, 2)).toEqual([6, 4, 3, 2]);
    expect(freePlace(COCKPIT, 8, 2)).toEqual([0, 10, 8, 2]);
    expect(freePlace(board(["a", 0, 0, 3, 2], ["b", 9, 0, 3, 2]), 6, 2)).toEqual([3, 0, 6, 2]);
    expect(freePlace([], 6, 4)).toEqual([0, 0, 6, 4]);
  });

  it("goes from widget to widget by arrows", () => {
    expect(neighbor(COCKPIT, "new_today", "right")).toBe("waiting");
    expect(neighbor(COCKPIT, "waiting", "right")).toBe("by_type");
    expect(neighbor(COCKPIT, "new_today", "down")).toBe("solved_by");
    expect(neighbor(COCKPIT, "times", "up")).toBe("solved_by");
    expect(neighbor(COCKPIT, "new_today", "left")).toBeUndefined();
    expect(neighbor(COCKPIT, "gone", "left")).toBe("new_today");
  });

  it("goes past what stands in the way by arrows", () => {
    const after = (key: string, way: "left" | "right" | "up" | "down") => {
      const moves = stepped(COCKPIT, key, way);
      return moves && places(placed(COCKPIT, moves));
    };
    expect(after("waiting", "right")).toMatchObject({ waiting: [4, 0, 3, 2] });
    expect(after("times", "up")).toMatchObject({ times: [0, 2, 12, 4], solved_by: [0, 6, 6, 4] });
    expect(after("new_today", "down")).toMatchObject({
      solved_by: [0, 0, 6, 4],
      new_today: [0, 4, 3, 2],
    });
    expect(after("new_today", "left")).toBeNull();
    expect(after("new_today", "up")).toBeNull();
    expect(after("times", "down")).toBeNull();
    expect(after("gone", "down")).toBeNull();
  });

  it("names those that moved", () => {
    const after = placed(COCKPIT, new Map([["waiting", [3, 0, 3, 2]]]));
    expect(moved(COCKPIT, after)).toEqual([]);
    const swapped = placed(COCKPIT, new Map([["waiting", [0, 0, 3, 2]]]));
    expect(moved(COCKPIT, swapped).map(({ key }) => key)).toContain("new_today");
  });
});
