import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it } from "vitest";
import { deskOf } from "../../../../tests/desk";
import { inEnglish } from "../../../../tests/in-english";

const asked: string[] = [];
let state = "failed";
let removal: Promise<void> = Promise.resolve();

/** How the server has it; somebody else may save it meanwhile. */
let stored: { version: number; document: object } = { version: 1, document: {} };
const saved: unknown[] = [];

const delivery = () => ({
  id: "d",
  version: stored.version,
  name: "Daily",
  owner: { id: "p", name: "Ann" },
  mine: true,
  may_change: true,
  reaches_me: false,
  refused: false,
  state: "on",
  reason: null,
  next_at: null,
  document: {
    name: "Daily",
    when: { every: "day", at: "09:00", days: [], day: 1, calendar: null },
    people: [],
    roles: [],
    teams: [],
    outside: [],
    language: "en",
    via: ["mail"],
    widgets: null,
    filter: [],
    address: "",
    sheet: false,
    ...stored.document,
  },
  runs: [
    {
      id: "r",
      at: "2026-11-30T01:00:00Z",
      trial: false,
      state,
      reason: state === "failed" ? "It could not be sent to everybody." : null,
      told: 1,
      people: [],
    },
  ],
});

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    asked.push(call);
    if (request.method === "DELETE") await removal;
    if (request.method === "PUT") {
      const body = (await request.json()) as typeof stored;
      saved.push(body);
      if (body.version !== stored.version) {
        const problem = { code: "delivery_changed_meanwhile", detail: "Somebody has changed it." };
        return Response.json(problem, { status: 409 });
      }
      stored = { ...body, version: body.version + 1 };
      return new Response(null, { status: 204 });
    }
    if (request.method === "POST") {
      state = "waiting";
      return new Response(null, { status: 204 });
    }
    const list = {
      items: [delivery()],
      may: { send: true, outside: false },
      zone: "Asia/Shanghai",
      calendars: [],
      roles: [],
      teams: [],
      reachable: true,
    };
    return new Response(JSON.stringify(list), { headers: { "content-type": "application/json" } });
  });
  // What measures itself, as menus do, has nothing to measure here.
  await import("./deliveries");
}, 60_000);

afterEach(cleanup);

async function shown(zone: string) {
  const { Deliveries } = await import("./deliveries");
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Ann" }, { zone })}>
      <App>
        <Deliveries
          dashboard="x.y"
          name="Cockpit"
          shown={{ widgets: [], filter: [], address: "" }}
        />
      </App>
    </QueryClientProvider>,
  );
  await screen.findByText("Daily");
}

it.each([
  ["Pacific/Kiritimati", "2026-11-30 15:00"],
  ["America/New_York", "2026-11-29 20:00"],
])("tells what was sent by the clock of the organization, in %s", async (zone, at) => {
  await shown(zone);
  screen.getByText(new RegExp(at));
});

it("is removed once, however often one presses", async () => {
  let removed: () => void = () => undefined;
  removal = new Promise((resolve) => {
    removed = resolve;
  });
  await shown("Asia/Shanghai");
  fireEvent.click(screen.getByRole("button", { name: /^More for/ }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Delete" }));
  const sure = screen.getByRole("button", { name: "Delete" });
  fireEvent.click(sure);
  await waitFor(() => expect(sure).toHaveProperty("disabled", true));
  fireEvent.click(sure);
  removed();
  await waitFor(() => expect(sure).toHaveProperty("disabled", false));
  expect(asked.filter((call) => call.startsWith("DELETE"))).toHaveLength(1);
});

it("says why a delivery failed, and sends it again", async () => {
  const { Deliveries } = await import("./deliveries");
  const client = deskOf({ id: "p", name: "Ann" }, { zone: "Asia/Shanghai" });
  render(
    <QueryClientProvider client={client}>
      <App>
        <Deliveries
          dashboard="x.y"
          name="Cockpit"
          shown={{ widgets: [], filter: [], address: "" }}
        />
      </App>
    </QueryClientProvider>,
  );
  await screen.findByText("It could not be sent to everybody.");
  screen.getByText(/failed, sent to 1 person/);
  fireEvent.click(screen.getByRole("button", { name: "Send again" }));
  await waitFor(() => expect(asked).toContain("POST /deliveries/d/runs/r/again"));
  await screen.findByText(/sending…/);
  expect(screen.queryByRole("button", { name: "Send again" })).toBeNull();
});

it("is saved upon what somebody else has saved meanwhile, at the second press", async () => {
  stored = { version: 1, document: { people: ["p"] } };
  await shown("Asia/Shanghai");
  fireEvent.click(screen.getByRole("button", { name: /^More for/ }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Change" }));
  const name = await screen.findByLabelText("Name");
  fireEvent.change(name, { target: { value: "Every day" } });
  stored = { version: 2, document: { people: ["li"] } };
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Somebody has changed it.");
  expect((name as HTMLInputElement).value).toBe("Every day");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Saved");
  expect(saved.at(-1)).toMatchObject({
    version: 2,
    document: { name: "Every day", people: ["li"] },
  });
});
