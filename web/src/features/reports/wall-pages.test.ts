// @vitest-environment node
import { expect, it } from "vitest";
import { pagesOf, rowsIn } from "./wall-pages";

const at = (key: string, ...place: number[]) => [key, { at: place }] as const;
const shown = (pages: ReturnType<typeof pagesOf>) =>
  pages.map((page) => page.map(([key, { at }]) => `${key} ${at}`));

it("shows a board that fits as it is", () => {
  const board = [at("a", 0, 0, 3, 2), at("b", 3, 0, 9, 6), at("c", 0, 2, 3, 4)];
  expect(rowsIn(1080)).toBeGreaterThanOrEqual(16);
  expect(shown(pagesOf(board, rowsIn(1080)))).toEqual([["a 0,0,3,2", "b 3,0,9,6", "c 0,2,3,4"]]);
  expect(pagesOf([], 10)).toEqual([]);
});

it("turns over what does not fit, and cuts nothing", () => {
  const board = [
    at("a", 0, 0, 6, 4),
    at("b", 6, 0, 6, 9),
    at("c", 0, 4, 6, 4),
    at("d", 0, 9, 12, 20),
    at("e", 0, 29, 12, 4),
  ];
  expect(shown(pagesOf(board, 8))).toEqual([
    ["a 0,0,6,4"],
    ["b 6,0,6,9", "c 0,4,6,4"],
    ["d 0,0,12,20"],
    ["e 0,0,12,4"],
  ]);
});
