// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, it, vi } from "vitest";

let keepShape: typeof import("./board-bones").keepShape;
let shapeOfBoard: typeof import("./board-bones").shapeOfBoard;

beforeAll(async () => {
  // What the skeletons stand on asks for the size of the screen when it is loaded.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));
  ({ keepShape, shapeOfBoard } = await import("./board-bones"));
});

beforeEach(() => localStorage.clear());

it("comes in the shape in which it was last seen here", () => {
  keepShape("desk.cockpit", [
    { at: [0, 0, 4, 2], chart: "metric" },
    { at: [4, 0, 8, 4], chart: "line" },
  ]);
  expect(shapeOfBoard("desk.cockpit")).toEqual([
    { at: [0, 0, 4, 2], chart: "metric" },
    { at: [4, 0, 8, 4], chart: "line" },
  ]);
});

it("comes as most do where it was never seen, or what was kept is no shape", () => {
  const usual = shapeOfBoard("desk.other");
  expect(usual.length).toBeGreaterThan(2);
  for (const broken of ["", "{}", "[]", '[{"at":[0,0,-1,2],"chart":"pie"}]', '[{"chart":"pie"}]']) {
    localStorage.setItem("helpwright.board.desk.cockpit", broken);
    expect(shapeOfBoard("desk.cockpit")).toEqual(usual);
  }
});
