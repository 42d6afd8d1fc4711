import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Changes, Publication } from "./queries";

const asked: { call: string; body: unknown }[] = [];
let answers: Record<string, { status: number; body: unknown }> = {};

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    const text = await request.text();
    asked.push({ call, body: text ? JSON.parse(text) : null });
    const { status, body } = answers[call] ?? { status: 200, body: { items: [] } };
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
  await import("./publications-drawer");
}, 60_000);
afterEach(cleanup);

function publication(version: number, more: Partial<Publication> = {}): Publication {
  return {
    id: `p${version}`,
    app: "desk",
    reason: version === 1 ? "blueprint" : "changes",
    state: "done",
    step: "contract",
    version,
    note: null,
    due_at: null,
    canceling: false,
    progress: [],
    parts: ["form.ticket"],
    takes_back: null,
    started_at: "2026-11-30T08:00:00Z",
    started_by: null,
    finished_at: "2026-11-30T08:00:01Z",
    error: null,
    ...more,
  };
}

function way(more: Partial<Changes> = {}): Changes {
  return {
    app: "desk",
    label: "Desk",
    version: 3,
    count: 1,
    changes: [
      {
        part: "rules",
        kind: "rule",
        key: "told",
        label: "Tell me",
        change: "removed",
        state: "runs",
        detail: [],
        diff: [],
        details: [],
        effects: [],
      },
    ],
    problems: [],
    warnings: [],
    accept: [],
    running: null,
    scheduled: null,
    ...more,
  };
}

const history = (...items: Publication[]) => {
  answers["GET /apps/desk/publications"] = { status: 200, body: { items } };
};
const THREE = [publication(3), publication(2, { note: "Fewer fields" }), publication(1)];

beforeEach(() => {
  asked.length = 0;
  answers = {};
  history(...THREE);
  for (const { id } of THREE) {
    answers[`GET /publications/${id}/way-back`] = { status: 200, body: way() };
  }
});

async function open() {
  const { PublicationsDrawer } = await import("./publications-drawer");
  const client = deskOf({ id: "p", admin: true });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <PublicationsDrawer app="desk" onClose={() => undefined} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await screen.findByText("Version 1");
}

const item = (version: number) =>
  within(screen.getByText(`Version ${version}`).closest("li") as HTMLElement);
const BACK = { name: "Take back" };
const askBack = (version: number) => fireEvent.click(item(version).getByRole("button", BACK));
const sent = () => asked.filter(({ call }) => call.startsWith("POST"));

it("offers to go back to before every publication but the first", async () => {
  await open();
  item(3).getByRole("button", BACK);
  item(2).getByText("Fewer fields");
  item(2).getByRole("button", BACK);
  expect(item(1).queryByRole("button", BACK)).toBeNull();
});

it("says what goes, takes it back once it is told to, with a note, and says how it ended", async () => {
  await open();
  askBack(3);
  await screen.findByRole("heading", { name: "Take back version 3" });
  await screen.findByText("Removed rule “Tell me”");
  expect(sent()).toEqual([]);
  const done = publication(4, { reason: "rollback", takes_back: "p3" });
  answers["POST /publications/p3/take-back"] = { status: 200, body: done };
  answers["GET /publications/p4"] = { status: 200, body: done };
  fireEvent.change(screen.getByRole("textbox"), { target: { value: " Too early " } });
  fireEvent.click(screen.getByRole("button", { name: "Take back 1 change" }));
  await screen.findByRole("heading", { name: "Taken back" });
  expect(sent()).toEqual([
    { call: "POST /publications/p3/take-back", body: { accept: [], note: "Too early" } },
  ]);
});

it("leads from what was changed since to the publication that is to be taken back first", async () => {
  answers["GET /publications/p2/way-back"] = {
    status: 200,
    body: way({
      problems: [
        {
          path: "forms.ticket",
          kind: "form",
          key: "ticket",
          at: [],
          code: "take_back_changed_since",
          message: "“Ticket” was changed again with version 3.",
          severity: "error",
          since: 3,
        },
      ],
    }),
  };
  await open();
  askBack(2);
  const problem = within(await screen.findByRole("alert"));
  problem.getByText("To solve before going back: 1");
  expect(problem.queryByRole("link")).toBeNull();
  expect(screen.getByRole("button", { name: "Take back 1 change" })).toHaveProperty(
    "disabled",
    true,
  );
  fireEvent.click(problem.getByRole("button", { name: "Take version 3 back first" }));
  await screen.findByRole("heading", { name: "Take back version 3" });
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

it("leads from a part that needs what would go to the place where that is mended", async () => {
  answers["GET /publications/p3/way-back"] = {
    status: 200,
    body: way({
      problems: [
        {
          path: "rules.needs.if",
          kind: "rule",
          key: "needs",
          at: ["if"],
          code: "field_missing",
          message: "There is no such field.",
          severity: "error",
        },
      ],
    }),
  };
  await open();
  askBack(3);
  const mend = await screen.findByRole("link", { name: "Mend it" });
  expect(mend.getAttribute("href")).toMatch(/^\/studio\/desk\/rules\/needs/);
});

it("marks what was taken back, names it, and offers only to bring it again", async () => {
  history(publication(4, { reason: "rollback", takes_back: "p3" }), ...THREE);
  await open();
  item(4).getByText("Version 3 taken back: 1 part");
  item(4).getByRole("button", BACK);
  item(3).getByText("Taken back");
  expect(item(3).queryByRole("button", BACK)).toBeNull();
});

it("tells who was overtaken that nothing happened, and shows anew what there is", async () => {
  await open();
  askBack(3);
  const failed = publication(4, {
    state: "failed",
    version: null,
    reason: "rollback",
    error: { code: "take_back_overtaken", message: "Somebody has just published.", errors: [] },
  });
  answers["POST /publications/p3/take-back"] = {
    status: 409,
    body: { code: "take_back_overtaken", detail: "x", errors: [], publication: "p4" },
  };
  answers["GET /publications/p4"] = { status: 200, body: failed };
  fireEvent.click(await screen.findByRole("button", { name: "Take back 1 change" }));
  const ending = within(await screen.findByRole("alert"));
  ending.getByText("Somebody has just published.");
  fireEvent.click(screen.getByRole("button", { name: "Look at the changes again" }));
  await screen.findByText("Removed rule “Tell me”");
});

it("leads from the newest to those before them, down to the first", async () => {
  answers["GET /apps/desk/publications"] = {
    status: 200,
    body: { items: [publication(3), publication(1)], next: "p1" },
  };
  await open();
  answers["GET /apps/desk/publications"] = {
    status: 200,
    body: { items: [publication(0, { note: "Long ago" })], next: null },
  };
  fireEvent.click(screen.getByRole("button", { name: "Earlier versions" }));
  await screen.findByText("Long ago");
  expect(screen.getByText("Version 3")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Earlier versions" })).toBeNull();
});
