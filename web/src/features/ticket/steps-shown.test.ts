import { expect, it } from "vitest";
import type { FlowStep } from "../../api/types";
import { ROOM, type Shown, shownSteps } from "./steps-shown";

function flow(count: number, current: readonly number[]): FlowStep[] {
  const first = current[0] ?? count;
  return Array.from({ length: count }, (_, at) => ({
    node: `n${at + 1}`,
    name: `${at + 1}`,
    type: "task",
    state: current.includes(at + 1) ? "current" : at + 1 < first ? "done" : "next",
  })) as FlowStep[];
}

function told(shown: Shown[]): string {
  return shown.map((each) => ("left" in each ? `(${each.left.length})` : each.number)).join(" ");
}

it("shows all steps that have room", () => {
  expect(told(shownSteps(flow(ROOM, [3])))).toBe("1 2 3 4 5 6 7 8 9");
});

it.each([
  [[1], "1 2 3 (196) 200"],
  [[3], "1 2 3 4 5 (194) 200"],
  [[100], "1 (97) 99 100 101 102 (97) 200"],
  [[198], "1 (195) 197 198 199 200"],
  [[200], "1 (197) 199 200"],
  [[], "1 (196) 198 199 200"],
  [[50, 120], "1 (47) 49 50 51 52 (67) 120 (79) 200"],
])("of 200 steps at %o: the first, the last, what waits and its neighbors", (current, expected) => {
  const shown = shownSteps(flow(200, current));
  expect(told(shown)).toBe(expected);
  const steps = shown.flatMap((each) => ("left" in each ? each.left : [each.step]));
  expect(steps.map((step) => step.name)).toEqual(flow(200, current).map((step) => step.name));
});

it("never grows, however many steps wait at once, and shows one that is stuck", () => {
  const many = Array.from({ length: 40 }, (_, at) => at * 4 + 10);
  const shown = shownSteps(flow(200, many)).filter((each) => "step" in each);
  expect(shown.length).toBeLessThanOrEqual(ROOM);
  expect(told(shownSteps(flow(200, [100]), ["n20"]))).toContain(" 20 ");
});
