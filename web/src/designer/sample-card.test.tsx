import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { standInForParts, standInForServer } from "../../tests/browser";
import { english } from "../i18n/texts";

const ROLES = [
  { key: "agent", name: "Agent" },
  { key: "customer", name: "Customer" },
];
const CHECKLIST = {
  items: [
    { key: "submitted", done: false, names: [], go: null },
    { key: "members", done: false, names: ["Service", "Supervisor"], go: "/studio/desk/teams" },
    { key: "mail", done: true, names: [], go: null },
  ],
  done: 1,
};

let samples: Record<string, unknown>;
let checklist: typeof CHECKLIST;
let asked: string[];
let answering: (request: Request) => Response;

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { translation: english } } });
  standInForParts();
  standInForServer(async (request: Request) => answering(request));
}, 60_000);

beforeEach(() => {
  asked = [];
  checklist = CHECKLIST;
  samples = { state: "ready", done: 200, total: 200, error: null, message: null, roles: ROLES };
  answering = (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method !== "GET") asked.push(`${request.method} ${path}`);
    if (path.endsWith("/checklist")) return Response.json(checklist);
    if (request.method === "DELETE") {
      samples = { ...samples, state: "none", done: 0, total: 0 };
      return Response.json({ removed: 200 });
    }
    if (request.method === "POST") samples = { ...samples, state: "making", done: 0, total: 200 };
    return Response.json(samples, { status: request.method === "POST" ? 202 : 200 });
  };
});

afterEach(cleanup);

async function show() {
  const { SampleCard } = await import("./sample-card");
  const { Checklist } = await import("./checklist");
  const { TrialSwitch } = await import("./trial");
  const page = (
    <>
      <TrialSwitch app="desk" />
      <SampleCard app="desk" />
      <Checklist app="desk" />
    </>
  );
  const router = createMemoryRouter([{ path: "/", element: page }]);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <App>
        <RouterProvider router={router} />
      </App>
    </QueryClientProvider>,
  );
}

it("removes samples with one click and offers to put them back", async () => {
  await show();
  fireEvent.click(await screen.findByText("Remove it all"));
  fireEvent.click(await screen.findByText("Put them back"));
  await waitFor(() =>
    expect(asked).toEqual(["DELETE /apps/desk/samples", "POST /apps/desk/samples"]),
  );
  expect(await screen.findByText("Cancel")).toBeTruthy();
});

it("makes samples first when somebody wants to try a role without any", async () => {
  samples = { ...samples, state: "none", done: 0, total: 0 };
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "Agent" }));
  await waitFor(() => expect(asked).toEqual(["POST /apps/desk/samples"]));
});

it("says why samples could not be made, and offers to try again", async () => {
  samples = { ...samples, state: "failed", message: "The account may not create a database." };
  await show();
  expect((await screen.findByRole("alert")).textContent).toContain("may not create");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

it("leads from what is left on the checklist to where it is done", async () => {
  await show();
  const link = await screen.findByRole("link", { name: "Add members" });
  expect(link.getAttribute("href")).toBe("/studio/desk/teams");
  expect(screen.getByText(/No members yet: Service, Supervisor/)).toBeTruthy();
  expect(
    screen.getByRole("progressbar", { name: "Going live" }).getAttribute("aria-valuenow"),
  ).toBe("1");
  expect(await screen.findByRole("button", { name: "Submit one as a customer" })).toBeTruthy();
});

it("makes samples first on the first day, when there is no customer to be yet", async () => {
  samples = { ...samples, state: "none", done: 0, total: 0 };
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "Submit one as a customer" }));
  await waitFor(() => expect(asked).toEqual(["POST /apps/desk/samples"]));
});

it("says that all is done, and offers nothing any more", async () => {
  checklist = {
    items: CHECKLIST.items.map((each) => ({ ...each, done: true, names: [], go: null })),
    done: CHECKLIST.items.length,
  };
  await show();
  expect(await screen.findByText("All done: you can open to customers.")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Add members" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Submit one as a customer" })).toBeNull();
});
