import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

const drawn: Record<string, Drawing> = {};
beforeAll(async () => {
  await readyToDraw();
  const still = class {
    observe() {}
    disconnect() {}
  };
  vi.stubGlobal("ResizeObserver", still);
  // Texts are measured on a canvas, which there is none of here.
  HTMLCanvasElement.prototype.getContext = () => null;
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { get: () => 640 });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { get: () => 320 });
  drawn.line = (await import("./line")).drawing;
  drawn.column = (await import("./column")).drawing;
  drawn.pie = (await import("./pie")).drawing;
}, 60_000);
afterEach(cleanup);

const DAY = { key: "day", label: "Day", type: "day" };
const AGENT = { key: "agent", label: "Agent", type: "member" };
const COUNT = { key: "m0", label: "Count", type: "number" };
const WAIT = { key: "frt", label: "First response", type: "duration" };
const SHARE = { key: "csat", label: "Satisfied", type: "percent" };
const MONEY = { key: "m0", label: "Amount", type: "money", symbol: "¥", places: 2 };
const DAYS = ["2026-11-27", "2026-11-28", "2026-11-29"];

/** What stands on the picture, from top to bottom. */
const texts = () => [...document.querySelectorAll("svg text")].map((each) => each.textContent);

function draw(chart: string, columns: object[], rows: unknown[][], settings = {}) {
  const Drawn = drawn[chart] as Drawing;
  render(<Drawn widget={answerOf(columns, rows, settings)} />);
}

const COUNTED = DAYS.map((day, at) => [day, 20 + at, 3 * 3600]);

it("draws numbers beside times on an axis of their own", () => {
  draw("line", [DAY, COUNT, WAIT], COUNTED);
  expect(texts()).toContain("20");
  expect(texts()).toContain("3 h");
  cleanup();
  draw("column", [DAY, COUNT, WAIT], COUNTED);
  expect(texts()).toContain("20");
  expect(texts()).toContain("3 h");
});

it("writes shares on the axis as shares", () => {
  draw(
    "line",
    [DAY, SHARE],
    DAYS.map((day) => [day, 0.8]),
  );
  expect(texts()).toContain("60.0%");
});

it("lets the parts of one measure share an axis, and says how many are not drawn", () => {
  const rows = DAYS.flatMap((day) =>
    Array.from({ length: 40 }, (_, at) => [day, `agent ${at}`, 1 + at]),
  );
  draw("line", [DAY, AGENT, COUNT], rows);
  expect(document.querySelectorAll(".line-names li")).toHaveLength(12);
  expect(screen.getByText(/28 more are not drawn/)).toBeTruthy();
  expect(texts().filter((text) => text === "0")).toHaveLength(1);
});

it("says parts of money as money", () => {
  const rows = [
    ["a", 1200.5],
    ["b", 300],
  ];
  draw("pie", [AGENT, MONEY], rows);
  expect(texts()).toContain("¥1,500.50");
  expect(texts()).toContain("¥1,200.50");
});
