import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

let Metric: Drawing;
let Trend: Drawing;
beforeAll(async () => {
  await readyToDraw();
  Metric = (await import("./metric")).drawing;
  Trend = (await import("./trend")).drawing;
}, 60_000);
afterEach(cleanup);

const SHARE = { key: "m0", label: "Satisfied", type: "percent" };
const COUNT = { key: "m0", label: "Count", type: "count" };
const DAY = { key: "day", label: "Solved", type: "day" };

it("shows no zero where nothing was measured", () => {
  render(<Metric widget={answerOf([SHARE], [[null]], { target: 0.9 })} />);
  expect(screen.getByText("–")).toBeTruthy();
  expect(screen.queryByText(/^0/)).toBeNull();
});

it("takes what has no time for no newest number", () => {
  const rows = [
    ["2026-11-23", 17],
    ["2026-11-24", 42],
    [null, 999],
  ];
  render(<Trend widget={answerOf([DAY, COUNT], rows)} />);
  expect(screen.getByText("42")).toBeTruthy();
  expect(screen.queryByText("999")).toBeNull();
});
