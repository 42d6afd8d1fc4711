import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form, SavedView } from "../../api/types";

const FORM = {
  key: "desk.ticket",
  name: "Ticket",
  case: true,
  fields: [],
  layout: [],
} as unknown as Form;
const VIEW = {
  id: "v",
  name: "Mine",
  query: { from: "desk.ticket" },
  look: { widths: {} },
  roles: [],
  mine: true,
  owner: "Li Na",
  pinned: false,
  usable: true,
  changed_at: "2026-11-30T01:00:00.000Z",
} as unknown as SavedView;
const sent: Record<string, unknown>[] = [];

beforeAll(async () => {
  await inEnglish(async (request) => {
    if (request.method !== "PUT") return Response.json({});
    sent.push((await request.json()) as Record<string, unknown>);
    const detail = "The view “Mine” was just changed elsewhere.";
    const headers = { "Content-Type": "application/problem+json" };
    const problem = { status: 409, code: "view_changed", title: "Conflict", detail, errors: [] };
    return new Response(JSON.stringify(problem), { status: 409, headers });
  });
});
afterEach(cleanup);

it("says of which state a change was made, and tells that the view is another one now", async () => {
  const { ViewTabs } = await import("./view-tabs");
  const { USUAL } = await import("./list-state");
  const queries = new QueryClient();
  render(
    <App>
      <QueryClientProvider client={queries}>
        <MemoryRouter>
          <ViewTabs
            form={FORM}
            builtIn={[]}
            saved={[VIEW]}
            sharing={{ may: false, roles: [] }}
            chosen="v"
            state={{ ...USUAL, sort: "created_at" }}
            base={USUAL}
            onChoose={() => {}}
          />
        </MemoryRouter>
      </QueryClientProvider>
    </App>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(document.body.textContent).toContain("was just changed elsewhere"));
  expect(sent.map((each) => each.began)).toEqual([VIEW.changed_at]);
});
