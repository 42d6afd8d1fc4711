import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { Suspense } from "react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const run = (id: string, number: string) => ({
  id,
  form: "desk.ticket",
  record: { id: `r-${id}`, number },
  state: "done",
  created_at: "2026-11-30T01:00:00Z",
  reason_text: null,
  steps: [],
});
let broken = false;

beforeAll(async () => {
  await inEnglish(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.endsWith("/runs"))
      return Response.json({ triggers: [], actions: [], field_types: [] });
    if (broken) return Response.json({ detail: "It is closed." }, { status: 500 });
    return searchParams.has("cursor")
      ? Response.json({ items: [run("2", "T-2")], next: null })
      : Response.json({ items: [run("1", "T-1")], next: "c" });
  });
  await import("./recent-runs");
}, 60_000);
beforeEach(() => {
  broken = false;
});
afterEach(cleanup);

async function log() {
  const { RecentRuns } = await import("./recent-runs");
  render(
    <QueryClientProvider client={deskOf({ id: "me" })}>
      <MemoryRouter>
        <App>
          <Suspense fallback={null}>
            <RecentRuns app="desk" rule="tell" version={1} />
          </Suspense>
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: "All runs" }));
  const drawer = await screen.findByRole("dialog");
  await within(drawer).findByText("T-1");
  return within(drawer);
}

it("says in the log that runs could not be read, and reads them again", async () => {
  const drawer = await log();
  broken = true;
  fireEvent.click(drawer.getByRole("button", { name: "Failed" }));
  const alert = await drawer.findByRole("alert");
  within(alert).getByText("It is closed.");
  broken = false;
  fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await drawer.findByText("T-1");
  expect(drawer.queryByRole("alert")).toBeNull();
});

it("says why no more runs came, and keeps those that are there", async () => {
  const drawer = await log();
  broken = true;
  fireEvent.click(drawer.getByRole("button", { name: "Earlier" }));
  await screen.findByText("It is closed.");
  drawer.getByText("T-1");
  broken = false;
  fireEvent.click(drawer.getByRole("button", { name: "Earlier" }));
  await waitFor(() => drawer.getByText("T-2"));
});
