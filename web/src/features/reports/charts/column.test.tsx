import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, readyToDraw } from "../../../../tests/charts";
import type { Drawing } from "../drawing";

let Columns: Drawing;
beforeAll(async () => {
  await readyToDraw();
  Columns = (await import("./column")).drawing;
}, 60_000);
afterEach(cleanup);

it("puts first what is most with the parts that are not drawn", () => {
  const branch = { key: "branch", label: "Branch", type: "select" };
  const agent = { key: "agent", label: "Agent", type: "person" };
  const count = { key: "m0", label: "Count", type: "number" };
  const rows = [
    ...Array.from({ length: 12 }, (_, at) => ["few and large", `agent ${at}`, 20]),
    ...Array.from({ length: 40 }, (_, at) => ["many and small", `agent ${at}`, 10]),
  ];
  render(<Columns widget={answerOf([branch, agent, count], rows, { stacked: true })} />);
  expect(screen.getByRole("img").getAttribute("aria-label")).toMatch(/many and small.*few and/);
});
