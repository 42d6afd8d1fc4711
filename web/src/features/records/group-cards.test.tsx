import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form } from "../../api/types";

const TYPE = {
  key: "kind",
  type: "select",
  label: "Kind",
  options: [
    { key: "support", label: "Support" },
    { key: "complaint", label: "Complaint" },
  ],
} as unknown as Field;
const FORM = { key: "desk.ticket", name: "Tickets", fields: [TYPE], can: [] } as unknown as Form;
const RECORD = {
  id: "r1",
  number: "GD1",
  title: "No picture",
  created_at: "2026-12-07T06:00:00Z",
  version: 1,
  values: { kind: "support" },
};
const asked: string[] = [];

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const { searchParams } = new URL(request.url);
    asked.push(searchParams.get("filter") ?? "");
    const none = searchParams.get("search") === "nowhere";
    return Response.json({
      items: none ? [] : [RECORD],
      related: { people: {}, records: {} },
      count: { value: none ? 0 : 1, exact: true },
      next: null,
    });
  });
  await import("./list-body");
}, 60_000);
afterEach(cleanup);

it("heads a group on a phone with its name and count, folds it, and opens what is in it", async () => {
  const { GroupCards } = await import("./list-body");
  const open = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <App>
          <GroupCards
            form={FORM}
            group={{ value: "support", count: 12 }}
            place={0}
            field={TYPE}
            wanted={{ filters: [], sort: "-created_at", search: "" }}
            hidden={new Set()}
            onRecords={() => undefined}
            onOpen={open}
          />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const head = screen.getByRole("button", { name: /Support.*12/ });
  fireEvent.click(await screen.findByRole("button", { name: "No picture" }));
  expect(open).toHaveBeenCalledWith("r1");
  expect(asked).toContain(JSON.stringify({ field: "kind", op: "eq", value: "support" }));
  fireEvent.click(head);
  expect(head.getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByText("No picture")).toBeNull();
});

it.each([
  ["nowhere", 0],
  ["picture", 1],
])("shows a group only where the search for %s finds something in it", async (search, heads) => {
  const { GroupCards } = await import("./list-body");
  const queries = new QueryClient();
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <App>
          <GroupCards
            form={FORM}
            group={{ value: "support", count: 12 }}
            place={0}
            field={TYPE}
            wanted={{ filters: [], sort: "-created_at", search }}
            hidden={new Set()}
            onRecords={() => undefined}
            onOpen={() => undefined}
          />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(queries.getQueryCache().getAll()[0]?.state.status).toBe("success"));
  await waitFor(() =>
    expect(screen.queryAllByRole("button", { name: /Support/ })).toHaveLength(heads),
  );
});
