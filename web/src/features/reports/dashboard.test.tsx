import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { answerOf } from "../../../tests/charts";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const asked: (string | null)[] = [];
let today = 7;
let refused = false;
let tall = 4;

const KIND = {
  key: "kind",
  label: "Kind",
  type: "radio",
  options: [{ key: "support", label: "Support" }],
};
const COUNT = { key: "m0", label: "Count", type: "number" };
const FORM = { key: "desk.ticket", name: "Ticket", case: true, fields: [KIND] };

function widgets() {
  const number = { ...answerOf([COUNT], [[today]]), chart: "metric", title: "New today" };
  const kinds = { ...answerOf([KIND, COUNT], [["support", 3]]), chart: "bar", title: "By kind" };
  const query = { from: "ticket", by: [{ field: "kind" }] };
  return {
    today: { ...number, query: { from: "ticket" }, unfiltered: [] },
    kinds: { ...kinds, at: [0, 4, 6, tall], query, unfiltered: [] },
  };
}

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const filter = new URL(request.url).searchParams.get("filter");
    asked.push(filter);
    if (refused && filter)
      return Response.json({ status: 500, title: "No", code: "failed" }, { status: 500 });
    const as_of = new Date().toISOString();
    return Response.json({ key: "desk.board", name: "Board", as_of, widgets: widgets() });
  });
  await import("./dashboard");
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  refused = false;
  tall = 4;
  today = 7;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function open(address = "") {
  const { DashboardPage } = await import("./dashboard");
  const person = { id: "p", name: "Ann", admin: false };
  const client = deskOf(person, {
    zone: "Asia/Kolkata",
    apps: [
      {
        key: "desk",
        name: "Desk",
        forms: [FORM],
        dashboards: [{ key: "desk.board", name: "Board" }],
      },
    ],
  });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[`/dashboards/desk.board${address}`]}>
        <App>
          <Routes>
            <Route path="/dashboards/:key" element={<DashboardPage />} />
          </Routes>
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await screen.findByText("New today");
}

it("counts anew when the day of the organization ends, though nobody writes anything", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-30T18:20:00Z") });
  await open("?wall=1");
  await screen.findByText("7");
  today = 0;
  vi.setSystemTime(new Date("2026-11-30T18:29:58Z"));
  window.dispatchEvent(new Event("focus"));
  expect(asked).toHaveLength(1);
  // Midnight in Kolkata, at half past the hour of the world.
  vi.setSystemTime(new Date("2026-11-30T18:30:20Z"));
  window.dispatchEvent(new Event("focus"));
  await screen.findByText("0");
  expect(asked).toHaveLength(2);
});

it("says on the wall what the numbers are narrowed to", async () => {
  await open("?wall=1&f.kind=support");
  screen.getByText(/· Kind: Support$/);
  expect(screen.queryByText(/All time/)).toBeNull();
  cleanup();
  await open("?wall=1&within=this.day&f.kind=support");
  screen.getByText(/· Today · Kind: Support$/);
});

it("turns over what a wall has no room for, and tells the time by one clock", async () => {
  tall = 20;
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-30T18:20:05Z") });
  await open("?wall=1");
  screen.getByText(/23:50:05 · 1 \/ 2$/);
  expect(screen.queryByText("By kind")).toBeNull();
  fireEvent.keyDown(window, { key: "ArrowRight" });
  screen.getByText("By kind");
  expect(screen.queryByText("New today")).toBeNull();
});

it("asks for no option that is no more, and claims no filter", async () => {
  await open("?f.kind=gone,support");
  screen.getByRole("button", { name: "KindSupport" });
  expect(asked).toEqual([
    JSON.stringify({ all: [{ field: "kind", op: "in", value: ["support"] }] }),
  ]);
  cleanup();
  asked.length = 0;
  await open("?f.kind=gone");
  expect(asked).toEqual([null]);
  expect(screen.queryByText("Clear filters")).toBeNull();
});

it("does not pass unfiltered numbers off as those of the part that was pressed", async () => {
  refused = true;
  await open(`?on=${encodeURIComponent(JSON.stringify(["kinds", ["support"], 0]))}`);
  await waitFor(() => expect(asked).toHaveLength(2));
  await screen.findByRole("button", { name: "Try again" });
});
