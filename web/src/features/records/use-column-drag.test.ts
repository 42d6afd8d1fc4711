import { describe, expect, it } from "vitest";
import { landing, reordered } from "./use-column-drag";

const edges = [
  { left: 0, right: 100 },
  { left: 100, right: 300 },
  { left: 300, right: 400 },
];

describe("moving a column", () => {
  it("lands before the head whose middle is further right", () => {
    expect([20, 60, 190, 210, 340, 390].map((x) => landing(edges, x))).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it("puts it there and keeps the order of the others", () => {
    expect(reordered(["a", "b", "c"], "a", 2)).toEqual(["b", "a", "c"]);
    expect(reordered(["a", "b", "c"], "a", 3)).toEqual(["b", "c", "a"]);
    expect(reordered(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
    expect(reordered(["a", "b", "c"], "b", 1)).toEqual(["a", "b", "c"]);
    expect(reordered(["a", "b", "c"], "b", 2)).toEqual(["a", "b", "c"]);
  });
});
