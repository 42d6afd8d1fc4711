import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { standInForParts, standInForServer } from "../../../tests/browser";
import { english } from "../../i18n/texts";

const TOLD = {
  id: "0192",
  at: "2026-11-23T02:00:00Z",
  title: "Critical: GD1",
  text: "Zhang Wei",
  event: "record_created",
  record: { form: "service_desk.ticket", id: "r1" },
  read_at: null as string | null,
};

let answering: (request: Request) => Promise<Response>;

/** A server with one notification; remembers what was asked. */
function server() {
  const asked: string[] = [];
  let readAt: string | null = null;
  answering = async (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.method === "POST") {
      readAt = "2026-11-23T02:05:00Z";
      return Response.json({ unread: 0 });
    }
    const items = [{ ...TOLD, read_at: readAt }];
    return Response.json({ items, unread: readAt ? 0 : 1, next: null });
  };
  return asked;
}

async function show() {
  const { Bell } = await import("./bell");
  const router = createMemoryRouter(
    [
      { path: "/", element: <Bell className="rail-item" named /> },
      { path: "/forms/:form/:id", element: <p>the ticket</p> },
    ],
    { initialEntries: ["/"] },
  );
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <App>
        <RouterProvider router={router} />
      </App>
    </QueryClientProvider>,
  );
}

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { translation: english } } });
  standInForServer((request) => answering(request));
  standInForParts();
}, 60_000);
afterEach(() => {
  cleanup();
});

it("counts the unread and leads to the record, which reads it", async () => {
  const asked = server();
  await show();
  fireEvent.click(await screen.findByRole("button", { name: /^Alerts ?, 1 unread$/ }));
  fireEvent.click(await screen.findByText("Critical: GD1"));
  expect(await screen.findByText("the ticket")).toBeTruthy();
  await waitFor(() => expect(asked).toContain("POST /api/v1/notifications/0192/read"));
}, 60_000);

it("reads all at once", async () => {
  const asked = server();
  await show();
  fireEvent.click(await screen.findByRole("button", { name: /^Alerts ?, 1 unread$/ }));
  fireEvent.click(await screen.findByRole("button", { name: "Mark all read" }));
  await screen.findByRole("button", { name: "Alerts", hidden: true });
  expect(asked).toContain("POST /api/v1/notifications/read_all");
}, 60_000);

it("never needs more than three characters", async () => {
  const { unreadText } = await import("./bell");
  expect([1, 99, 100, 5000].map(unreadText)).toEqual(["1", "99", "99+", "99+"]);
});
