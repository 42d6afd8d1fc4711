import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Form, RecordDetail } from "../../api/types";

const CUSTOMER = {
  key: "desk.customer",
  name: "Customers",
  fields: [{ key: "phone", type: "mobile", label: "Phone" }],
} as unknown as Form;
const TICKET = {
  key: "desk.ticket",
  name: "Tickets",
  case: true,
  fields: [
    {
      key: "phone",
      type: "mobile",
      label: "Phone",
      fill: { form: "customer", match: "phone" },
    },
  ],
} as unknown as Form;
const RECORD = { id: "c", values: { phone: "13900139000" } } as unknown as RecordDetail;
let total = 57;
let exact = true;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const asked = new URL(request.url).searchParams;
    const items = Array.from({ length: Math.min(20, total) }, (_, at) => ({
      id: String(at),
      number: `GD${at}`,
      title: "Broken",
      created_at: "2026-11-30T01:00:00Z",
      values: {},
    }));
    const count = asked.get("count") === "true" ? { value: total, exact } : null;
    return Response.json({ items, count, next: null, related: { people: {}, records: {} } });
  });
  await import("./tickets-of-customer");
}, 60_000);
afterEach(cleanup);

async function shown() {
  const { TicketsOfCustomer } = await import("./tickets-of-customer");
  const apps = [{ key: "desk", name: "Desk", forms: [CUSTOMER, TICKET] }];
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Ann" }, { apps })}>
      <MemoryRouter>
        <TicketsOfCustomer form={CUSTOMER} record={RECORD} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return (await screen.findByRole("region", { name: "Tickets" })).querySelector(".count");
}

it("counts all tickets of a customer, not the newest that are shown, and leads to the others", async () => {
  expect((await shown())?.textContent).toBe("57");
  expect(screen.getByRole("link", { name: "All tickets" }).getAttribute("href")).toContain(
    "13900139000",
  );
});

it("says where it has not counted to the end", async () => {
  total = 10_000;
  exact = false;
  expect((await shown())?.textContent).toBe("10,000+");
});

it("leads nowhere else where all are shown", async () => {
  total = 3;
  exact = true;
  expect((await shown())?.textContent).toBe("3");
  expect(screen.queryByRole("link", { name: "All tickets" })).toBeNull();
});
