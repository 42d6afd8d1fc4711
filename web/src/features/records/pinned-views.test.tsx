import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Form, SavedView, Workspace } from "../../api/types";

const FORMS = ["desk.ticket", "desk.customer", "desk.device"].map((key) => ({ key }) as Form);
const WORKSPACE = { apps: [{ key: "desk", name: "Desk", forms: FORMS }] } as unknown as Workspace;
const VIEW = { id: "v1", name: "Urgent", pinned: false } as SavedView;

let asked: string[] = [];
let pinned: { form: string; id: string; name: string }[] = [];
let refused = false;

beforeAll(async () => {
  await inEnglish(async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    asked.push(`${request.method} ${path}`);
    if (request.method === "PUT") {
      if (refused) return Response.json({ status: 503, detail: "Not now" }, { status: 503 });
      pinned = [{ form: "desk.ticket", id: "v1", name: "Urgent" }];
      return new Response(null, { status: 204 });
    }
    if (path === "/views/pinned") return Response.json({ items: pinned });
    if (path.endsWith("/counts")) return Response.json({ v1: { value: 3, exact: true } });
    return new Response("{}", { status: 404 });
  });
  await import("./pinned-views");
}, 60_000);
beforeEach(() => {
  asked = [];
  pinned = [];
  refused = false;
});
afterEach(cleanup);

async function open() {
  const { PinnedViews } = await import("./pinned-views");
  const { useViewActs, viewsQuery } = await import("./saved-views");
  const client = deskOf({ id: "me" });
  const { queryKey } = viewsQuery("desk.ticket");
  client.setQueryData(queryKey, { items: [VIEW], sharing: { may: false, roles: [] } });
  function Pin() {
    const { pin } = useViewActs(FORMS[0] as Form);
    return (
      <button type="button" onClick={() => pin.mutate({ view: VIEW, pinned: true })}>
        Pin it
      </button>
    );
  }
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <PinnedViews workspace={WORKSPACE} />
          <Pin />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return () => client.getQueryData(queryKey)?.items[0]?.pinned;
}

it("asks once for all forms, and counts only where something is at hand", async () => {
  pinned = [{ form: "desk.ticket", id: "v1", name: "Urgent" }];
  await open();
  await screen.findByText("3");
  expect(asked).toEqual(["GET /views/pinned", "GET /forms/desk.ticket/views/counts"]);
  expect(screen.getByRole("link").getAttribute("href")).toMatch(/ticket\?view=v1$/);
});

it("leaves out what is pinned of a form that one does not see", async () => {
  pinned = [{ form: "desk.gone", id: "v9", name: "Gone" }];
  await open();
  await waitFor(() => expect(asked).toEqual(["GET /views/pinned"]));
  expect(screen.queryByRole("link")).toBeNull();
});

it("shows what was just pinned, and takes the star back where it could not be", async () => {
  const isPinned = await open();
  refused = true;
  fireEvent.click(screen.getByRole("button", { name: "Pin it" }));
  await waitFor(() => expect(asked).toContain("PUT /forms/desk.ticket/views/v1/pin"));
  await waitFor(() => expect(isPinned()).toBe(false));
  refused = false;
  fireEvent.click(screen.getByRole("button", { name: "Pin it" }));
  await screen.findByRole("link", { name: /Urgent/ });
  expect(isPinned()).toBe(true);
});
