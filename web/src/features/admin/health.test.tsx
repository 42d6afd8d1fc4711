import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";

const queue = { todo: 0, doing: 0, failed: 0, timers: 0, runs: 0, workers: 1 };
const backups = { plan: {}, folder: "/d", archives: [], running: false };
/** Whether answers get through. */
let lost = false;
let behind = { unread: 9, unread_seconds: 1260 };

beforeAll(async () => {
  await inEnglish(async () => {
    if (lost) throw new TypeError("network");
    return Response.json({
      at: "2026-11-30T10:00:00Z",
      level: "good",
      checks: [],
      queue: { ...queue, ...behind },
      slow_rules: [],
      messages: { sent: 0, failed: 0, waiting: 0 },
      disks: [],
      database: { bytes: 1, tables: [], connections: 1, most_connections: 100 },
      backups,
      versions: {},
    });
  });
  await import("./health");
}, 60_000);
afterEach(cleanup);

async function eventsToBeRead(): Promise<string | undefined> {
  const { HealthPage } = await import("./health");
  const desk = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={desk}>
      <App>
        <MemoryRouter>
          <HealthPage />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
  const name = await screen.findByText("Events to be read");
  return name.nextElementSibling?.textContent ?? undefined;
}

it("says for how long the oldest event of a late queue has waited", async () => {
  expect(await eventsToBeRead()).toBe("9 · for 21 minutes");
  cleanup();
  behind = { unread: 2, unread_seconds: 3 };
  expect(await eventsToBeRead()).toBe("2");
}, 30_000);

it("says that it could not check again, and does so when that is pressed", async () => {
  await eventsToBeRead();
  lost = true;
  fireEvent.click(screen.getByRole("button", { name: "Check again" }));
  const again = await screen.findByRole("button", { name: "Try again" });
  lost = false;
  behind = { unread: 7, unread_seconds: 0 };
  fireEvent.click(again);
  await waitFor(() =>
    expect(screen.getByText("Events to be read").nextElementSibling?.textContent).toBe("7"),
  );
}, 30_000);
