import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form } from "../../api/types";
import type { FilterTree } from "../../language/filter";

// Choosing looks at sizes as soon as it is shown, which jsdom does not know.
vi.hoisted(() => {
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

const FORM = {
  promises: { clocks: [], levels: [] },
  key: "desk.ticket",
  name: "Tickets",
  fields: [
    { key: "client", type: "link", form: "desk.customer", label: "Customer", access: "write" },
    { key: "subject", type: "text", label: "Subject", access: "write" },
  ],
} as unknown as Form;
const CUSTOMERS = [
  { id: "c1", number: "", title: "Zhang Wei" },
  { id: "c2", number: "", title: "Li Na" },
];

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const url = new URL(request.url);
    const named = JSON.parse(url.searchParams.get("filter") ?? "null") as { value?: string[] };
    const customers = url.pathname.includes("desk.customer");
    const items = customers ? CUSTOMERS.filter(({ id }) => named?.value?.includes(id) ?? true) : [];
    return new Response(JSON.stringify({ items, next: null, related: { people: {} } }), {
      headers: { "content-type": "application/json" },
    });
  });
  await import("./filter-dialog");
}, 60_000);
afterEach(cleanup);

async function dialog(value: FilterTree): Promise<(FilterTree | null)[]> {
  const { FilterDialog } = await import("./filter-dialog");
  const done: (FilterTree | null)[] = [];
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <FilterDialog
          form={FORM}
          value={value}
          onDone={(tree) => done.push(tree)}
          onClose={() => {}}
        />
      </App>
    </QueryClientProvider>,
  );
  return done;
}

const apply = () => fireEvent.click(screen.getByRole("button", { name: "Apply" }));

it("finds the record of a link within conditions of conditions", async () => {
  const done = await dialog({
    any: [
      { field: "client", op: "eq" },
      { field: "subject", op: "contains", value: "x" },
    ],
  });
  fireEvent.mouseDown(screen.getByRole("combobox", { name: /Customer/ }));
  fireEvent.click(await screen.findByText("Li Na"));
  apply();
  expect(done).toEqual([
    {
      any: [
        { field: "client", op: "eq", value: "c2" },
        { field: "subject", op: "contains", value: "x" },
      ],
    },
  ]);
});

it("calls the records that a condition names by their titles, and takes several", async () => {
  const done = await dialog({ field: "client", op: "in", value: ["c1"] });
  const row = await screen.findByRole("group", { name: /Customer.*Zhang Wei/ });
  fireEvent.mouseDown(within(row).getByRole("combobox", { name: /Customer/ }));
  fireEvent.click(await screen.findByText("Li Na"));
  apply();
  expect(done).toEqual([{ field: "client", op: "in", value: ["c1", "c2"] }]);
});
