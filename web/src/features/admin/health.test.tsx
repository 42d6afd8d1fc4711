import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";

const queue = { todo: 0, doing: 0, failed: 0, timers: 0, runs: 0, workers: 1 };
const backups = { plan: {}, folder: "/d", archives: [], running: false };
let behind = { unread: 9, unread_seconds: 1260 };

beforeAll(async () => {
  await inEnglish(async () =>
    Response.json({
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
    }),
  );
  await import("./health");
}, 60_000);
afterEach(cleanup);

async function eventsToBeRead(): Promise<string | undefined> {
  const { HealthPage } = await import("./health");
  render(
    <QueryClientProvider client={new QueryClient()}>
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
