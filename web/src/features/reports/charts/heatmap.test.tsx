import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

let Heat: Drawing;
beforeAll(async () => {
  await readyToDraw();
  Heat = (await import("./heatmap")).drawing;
}, 60_000);
afterEach(cleanup);

const DAY = { key: "day", label: "Day", type: "day" };
const HOUR = { key: "hour", label: "Hour", type: "hour_of_day" };
const BRANCH = { key: "branch", label: "Branch", type: "select" };
const COUNT = { key: "m0", label: "Count", type: "number" };
const DAYS = Array.from({ length: 40 }, (_, at) =>
  new Date(Date.UTC(2026, 9, 1 + at)).toISOString().slice(0, 10),
);

const names = () => [...document.querySelectorAll(".heat-name")].map((each) => each.textContent);
const cells = () =>
  [...document.querySelectorAll<HTMLElement>(".heat-grid i")].map((each) => each.title);

it("keeps the hours in their order where some rows have none", () => {
  const rows = [9, 10, null, 2].map((hour) => [hour, "north", 1]);
  render(<Heat widget={answerOf([HOUR, BRANCH, COUNT], rows)} />);
  expect(names()).toEqual(["02:00", "09:00", "10:00", "(empty)"]);
});

it("draws the newest days where there are more than it has room for, and says so", () => {
  const widget = answerOf(
    [BRANCH, DAY, COUNT],
    DAYS.map((day) => ["north", day, 1]),
  );
  render(<Heat widget={widget} />);
  expect(cells()).toHaveLength(31);
  expect(cells().at(-1)).toBe("north 11-09: 1");
  expect(screen.getByText(/9 more are not drawn/)).toBeTruthy();
});
