import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const FORM = { key: "desk.ticket", name: "Tickets", can: ["delete"], fields: [], layout: [] };
const APPS = [{ key: "desk", name: "Desk", forms: [FORM], dashboards: [] }];
/** What is in the bin: five records, the newest first. */
const ALL = ["GD5", "GD4", "GD3", "GD2", "GD1"];
const asked: string[] = [];
/** Says that the end of the list has come into sight. */
let arrive: () => void = () => {};

function answer(url: URL) {
  const search = url.searchParams.get("search") ?? "";
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const found = ALL.filter((number) => number.includes(search));
  const items = found.slice(from, from + 2).map((number) => ({
    id: number,
    number,
    title: `title of ${number}`,
    deleted_at: "2026-11-30T08:00:00Z",
    deleted_by: "Ann",
  }));
  return { items, related: {}, next: from + 2 < found.length ? String(from + 2) : null };
}

vi.hoisted(() => {
  globalThis.IntersectionObserver = class {
    constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
      arrive = () => told([{ isIntersecting: true }]);
    }
    observe() {}
    disconnect() {
      arrive = () => {};
    }
  } as unknown as typeof IntersectionObserver;
});

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const url = new URL(request.url);
    asked.push(url.search);
    return new Response(JSON.stringify(answer(url)), {
      headers: { "content-type": "application/json" },
    });
  });
  await import("./recycle-bin");
}, 60_000);
afterEach(() => {
  cleanup();
  asked.length = 0;
});

async function bin() {
  const { RecycleBin } = await import("./recycle-bin");
  render(
    <QueryClientProvider client={deskOf({ name: "Ann" }, { apps: APPS })}>
      <App>
        <MemoryRouter initialEntries={["/forms/desk.ticket/bin"]}>
          <Routes>
            <Route path="/forms/:form/bin" element={<RecycleBin />} />
          </Routes>
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
  await screen.findByText("title of GD5");
}

const shown = () => screen.getAllByRole("listitem").map((each) => each.textContent?.slice(0, 3));

it("reads the next page where the list ends, until there is none", async () => {
  await bin();
  expect(shown()).toEqual(["GD5", "GD4"]);
  arrive();
  await screen.findByText("title of GD2");
  arrive();
  await screen.findByText("title of GD1");
  expect(shown()).toEqual(ALL);
  arrive();
  expect(asked).toEqual(["", "?cursor=2", "?cursor=4"]);
});

it("asks the server for what is searched for, and says so when nothing is found", async () => {
  await bin();
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "GD1" } });
  await waitFor(() => expect(shown()).toEqual(["GD1"]));
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "x" } });
  await screen.findByText("No deleted record matches");
  fireEvent.keyDown(screen.getByRole("searchbox"), { key: "Escape" });
  await screen.findByText("title of GD5");
  expect(asked.slice(0, 3)).toEqual(["", "?search=GD1", "?search=x"]);
});
