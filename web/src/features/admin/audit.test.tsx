import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const entry = (id: string, result: string) => ({
  id,
  seq: null,
  at: "2026-11-30T01:00:00Z",
  act: "refused",
  label: `Act ${id}`,
  person_id: null,
  person_name: "Ann",
  key_id: null,
  key_name: null,
  address: "127.0.0.1",
  what: null,
  result,
  data: {},
  form: null,
  fields: [],
});

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.endsWith("/audit/state"))
      return Response.json({ sealed: 2, waiting: 0, problem: null, seq: null });
    if (!pathname.endsWith("/audit")) return Response.json({ items: [] });
    // What was refused lies far behind what was not.
    const refused = searchParams.get("refused") === "true";
    const items = refused ? [entry("2", "forbidden")] : [entry("1", "ok")];
    return Response.json({ items, next: refused ? null : "1" });
  });
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  await import("./audit");
}, 60_000);
afterEach(cleanup);

it("asks the server for what was refused, however far back it lies", async () => {
  const { AuditPage } = await import("./audit");
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Ann" })}>
      <App>
        <AuditPage />
      </App>
    </QueryClientProvider>,
  );
  await screen.findByText("Act 1");
  fireEvent.click(screen.getByRole("checkbox"));
  await screen.findByText("Act 2");
  expect(screen.queryByText("Act 1")).toBeNull();
  fireEvent.click(screen.getByRole("checkbox"));
  await waitFor(() => expect(screen.queryByText("Act 2")).toBeNull());
});
