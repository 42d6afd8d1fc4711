import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

let Table: Drawing;
beforeAll(async () => {
  await readyToDraw();
  Table = (await import("./table")).drawing;
}, 60_000);
afterEach(cleanup);

const NAME = { key: "name", label: "Name", type: "text" };
const COUNT = { key: "m0", label: "Count", type: "number" };

it("draws the first of many rows, and all when asked", () => {
  const rows = Array.from({ length: 500 }, (_, at) => [`customer ${at}`, 12_000 + at]);
  render(<Table widget={answerOf([NAME, COUNT], rows)} />);
  expect(document.querySelectorAll("tbody tr")).toHaveLength(100);
  screen.getByText("12,099");
  fireEvent.click(screen.getByRole("button", { name: "Show all 500 rows" }));
  expect(document.querySelectorAll("tbody tr")).toHaveLength(500);
  expect(screen.queryByText(/Show all/)).toBeNull();
}, 30_000);

it("draws the level that tickets have reached in its color", () => {
  const options = [{ key: "orange", label: "Orange" }];
  const LEVEL = { key: "level_color", label: "Level reached", type: "choice", options };
  const NUMBER = { key: "number", label: "Number", type: "text" };
  const rows = [
    ["GD1", "orange"],
    ["GD2", null],
  ];
  render(<Table widget={answerOf([NUMBER, LEVEL], rows)} />);
  expect(screen.getByText("Orange").className).toBe("level-sign level-orange");
  expect(document.querySelectorAll(".level-sign")).toHaveLength(1);
}, 30_000);
