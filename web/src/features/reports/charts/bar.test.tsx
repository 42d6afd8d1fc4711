import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

let Bars: Drawing;
beforeAll(async () => {
  await readyToDraw();
  Bars = (await import("./bar")).drawing;
}, 60_000);
afterEach(cleanup);

const BRANCH = { key: "branch", label: "Branch", type: "select" };
const COUNT = { key: "m0", label: "Count", type: "number" };
const WAIT = { key: "frt", label: "First response", type: "duration" };

const branches = (count: number) =>
  answerOf(
    [BRANCH, COUNT],
    Array.from({ length: count }, (_, at) => [`branch ${at}`, at + 1]),
  );

it("says how many of a thousand groups are not drawn", () => {
  render(<Bars widget={branches(1000)} />);
  expect(screen.getAllByRole("listitem")).toHaveLength(12);
  expect(screen.getByText("branch 999")).toBeTruthy();
  expect(screen.getByText(/988 more are not drawn/)).toBeTruthy();
});

it("says nothing where all are drawn", () => {
  render(<Bars widget={branches(12)} />);
  expect(screen.queryByText(/not drawn/)).toBeNull();
});

it("measures seconds by seconds and pieces by pieces", () => {
  const rows = [
    ["few and slow", 2, 7200],
    ["many and quick", 8, 600],
  ];
  render(<Bars widget={answerOf([BRANCH, COUNT, WAIT], rows, { stacked: true })} />);
  const width = (title: string) => (screen.getByTitle(title) as HTMLElement).style.width;
  expect(width("Count 8")).toBe("100%");
  expect(width("Count 2")).toBe("25%");
  expect(width("First response 2 h")).toBe("100%");
});

it("counts in what a stack comes to, and who is longest, also the parts that are not drawn", () => {
  const agent = { key: "agent", label: "Agent", type: "person" };
  const rows = [
    ...Array.from({ length: 12 }, (_, at) => ["few and large", `agent ${at}`, 20]),
    ...Array.from({ length: 40 }, (_, at) => ["many and small", `agent ${at}`, 10]),
  ];
  render(<Bars widget={answerOf([BRANCH, agent, COUNT], rows, { stacked: true })} />);
  const drawn = [...document.querySelectorAll(".bar-rows > li")];
  expect(drawn.map((each) => each.textContent)).toEqual(["many and small400", "few and large240"]);
  const first = drawn[0]?.querySelector("i") as HTMLElement;
  expect(first.style.width).toBe("2.5%");
});
