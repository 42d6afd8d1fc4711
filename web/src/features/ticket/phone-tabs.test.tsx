import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { standInForParts } from "../../../tests/browser";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const FORM = { key: "desk.ticket", name: "Tickets", case: false, fields: [], layout: [], can: [] };
const RECORD = {
  id: "r",
  number: "GD1",
  title: "Broken",
  version: 1,
  created_at: "2026-11-30T01:00:00Z",
  updated_at: "2026-11-30T01:00:00Z",
  values: {},
  related: { people: {}, records: {}, files: {} },
  access: { can: ["read"], fields: {}, comment: [] },
  files: [],
};
const FLOW = { tasks: [], steps: [], incidents: [], verbs: [], state: "none" };
const entry = (id: number) => ({
  id: String(id),
  at: "2026-11-30T01:00:00Z",
  type: "created",
  actor: { kind: "person", id: "p", name: "Ann" },
  data: {},
});
let next: string | null = null;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/activity"))
      return Response.json({ items: [entry(3), entry(2), entry(1)], next });
    if (pathname.endsWith("/flow")) return Response.json(FLOW);
    if (pathname.endsWith("/records/r")) return Response.json(RECORD);
    return Response.json({ items: [] });
  });
  standInForParts(() => true);
  await import("./ticket");
}, 60_000);
afterEach(cleanup);

it.each([
  [null, "3"],
  ["2", "3+"],
])(
  "tells on the tab how much happened, and with a plus that there is more (%s)",
  async (more, told) => {
    next = more;
    const { Ticket } = await import("./ticket");
    const apps = [{ key: "desk", name: "Desk", forms: [FORM], dashboards: [] }];
    const { container } = render(
      <QueryClientProvider
        client={deskOf({ id: "p", name: "Ann" }, { apps, zone: "Asia/Shanghai" })}
      >
        <MemoryRouter initialEntries={["/forms/desk.ticket/r"]}>
          <App>
            <Routes>
              <Route path="/forms/:form/:id" element={<Ticket />} />
            </Routes>
          </App>
        </MemoryRouter>
      </QueryClientProvider>,
    );
    await waitFor(() => expect(screen.getAllByRole("tab")).toHaveLength(3));
    expect(container.querySelector("[role=tab] .count")?.textContent).toBe(told);
  },
);
