import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form, RecordDetail } from "../../api/types";

const PHONE = { key: "phone", type: "mobile", label: "Phone", access: "write" } as Field;
const STATUS = {
  key: "status",
  type: "status",
  label: "Status",
  access: "write",
  options: [
    { key: "new", label: "New", category: "open" },
    { key: "closed", label: "Closed", category: "closed" },
  ],
} as unknown as Field;
const form = (sensitive: boolean) =>
  ({
    key: "desk.ticket",
    name: "Tickets",
    case: true,
    can: ["read"],
    fields: [{ ...PHONE, sensitive }, STATUS],
    layout: [],
  }) as unknown as Form;
const RECORD = {
  id: "r1",
  version: 1,
  values: { phone: "13800138000" },
  access: { can: ["read"], fields: { phone: "write" } },
} as unknown as RecordDetail;

let asked = 0;
let many = false;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.url.includes("/workspace"))
      return Response.json({ person: { id: "me", name: "Li" }, apps: [] });
    asked += 1;
    // The newest twenty are all closed; three older ones are not.
    if (many) {
      const open = decodeURIComponent(request.url).includes('"new"');
      const values = { status: open ? "new" : "closed" };
      const items = Array.from({ length: open ? 3 : 20 }, (_, at) => ({
        id: `${open}${at}`,
        title: "",
        values,
      }));
      return Response.json({ items, related: {}, count: { value: open ? 3 : 41, exact: true } });
    }
    return Response.json({ items: [{ id: "r1", title: "", values: {} }], related: {} });
  });
  await import("./customer-part");
}, 60_000);
beforeEach(() => {
  asked = 0;
  many = false;
});
afterEach(cleanup);

async function show(sensitive: boolean) {
  const { CustomerPart } = await import("./customer-part");
  const { workspaceQuery } = await import("../../app/queries");
  const client = new QueryClient();
  client.setQueryData(workspaceQuery.queryKey, {
    person: { id: "me", name: "Li" },
    apps: [],
  } as never);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <CustomerPart form={form(sensitive)} record={RECORD} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("counts the tickets of a customer once they are known", async () => {
  await show(false);
  expect(screen.getByText("All tickets").nextSibling?.textContent, "nothing is known yet").toBe(
    "–",
  );
  expect(await screen.findAllByText("1")).toHaveLength(2);
});

it("counts all of them, also what is open and older than those listed", async () => {
  many = true;
  await show(false);
  expect(await screen.findByText("41")).toBeTruthy();
  expect(screen.getByText("3")).toBeTruthy();
});

it("claims no count where the number that would find them is masked", async () => {
  await show(true);
  expect(screen.getByRole("region", { name: "Customer" })).toBeTruthy();
  expect(screen.queryByText("All tickets")).toBeNull();
  expect(asked).toBe(0);
});
