// @vitest-environment node
import { describe, expect, it } from "vitest";
import { filled, type Spot } from "./fill-holes";

describe("a board is drawn without holes", () => {
  it("a chart reaches down to what stands below it", () => {
    const cockpit: Spot[] = [
      [0, 0, 3, 2],
      [3, 0, 3, 2],
      [6, 0, 6, 4],
      [0, 2, 6, 4],
      [0, 6, 12, 4],
    ];
    expect(filled(cockpit)).toEqual([
      [0, 0, 3, 2],
      [3, 0, 3, 2],
      [6, 0, 6, 6],
      [0, 2, 6, 4],
      [0, 6, 12, 4],
    ]);
  });

  it("a number is not stretched over half a board", () => {
    const board: Spot[] = [
      [0, 0, 3, 2],
      [3, 0, 9, 6],
      [0, 6, 12, 4],
    ];
    expect(filled(board)).toEqual(board);
  });

  it("nothing grows at the foot of the board, and nothing covers another", () => {
    const board: Spot[] = [
      [0, 0, 6, 2],
      [6, 0, 6, 4],
      [3, 3, 2, 1],
    ];
    expect(filled(board)).toEqual([
      [0, 0, 6, 3],
      [6, 0, 6, 4],
      [3, 3, 2, 1],
    ]);
  });
});
