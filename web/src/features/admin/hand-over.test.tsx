import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Colleague, People } from "../../api/types";

const HELD: Record<string, unknown> = {
  tasks: 3,
  records: [],
  views: 0,
  led: 0,
  named: [],
  last: null,
};
const ANN = { id: "a", name: "Ann", active: true, partner_id: null } as unknown as Colleague;

let reached = false;
/** What they hold besides. */
let more = {};

beforeAll(async () => {
  await inEnglish(async () =>
    reached
      ? Response.json({ ...HELD, ...more })
      : Response.json({ status: 503, title: "No" }, { status: 503 }),
  );
  await import("./hand-over");
}, 60_000);
afterEach(cleanup);

async function show() {
  const { HandOver } = await import("./hand-over");
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Boss" })}>
      <MemoryRouter>
        <App>
          <HandOver person={ANN} people={{ items: [ANN] } as unknown as People} asked={false} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("says that it could not find out what somebody holds, and looks again", async () => {
  await show();
  const again = await screen.findByRole("button", { name: "Try again" });
  reached = true;
  fireEvent.click(again);
  await screen.findByText("Open tasks");
});

it("names each of several that look the same, and takes none for another", async () => {
  const complaints = vi.spyOn(console, "error");
  const sent = { app: "desk", kind: "delivery", key: "board", name: "Daily" };
  const kept = { record: "r", number: "", code: "task_forbidden", message: "Not allowed" };
  const last = { state: "done", total: 2, done: 0, to: ["Bo"], failed: [kept, kept] };
  more = { named: [sent, sent], last };
  reached = true;
  await show();
  expect(await screen.findAllByRole("link", { name: /Daily/ })).toHaveLength(2);
  expect(screen.getAllByText("Not allowed")).toHaveLength(2);
  expect(complaints.mock.calls.filter(([said]) => String(said).includes("same key"))).toEqual([]);
});
