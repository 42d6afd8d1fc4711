import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { useState } from "react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form, RecordItem } from "../../api/types";
import { kept, NOTHING } from "../../app/selection";
import type { Exporting } from "./use-export";

const URGENCY = {
  key: "urgency",
  type: "text",
  label: "Urgency",
  required: false,
  internal: false,
  access: "write",
} as Field;
const FORM = {
  key: "desk.ticket",
  name: "Tickets",
  case: true,
  can: ["read", "update", "delete"],
  fields: [URGENCY],
  layout: [],
} as unknown as Form;
const ALL = Array.from({ length: 1200 }, (_, place) => ({
  id: `r${place}`,
  number: `GD${place}`,
  title: "",
  version: 3,
}));
const LOADED = ALL.slice(0, 50) as unknown as RecordItem[];
const NO_EXPORT = { may: false, running: null } as unknown as Exporting;

// Choosing a field looks at sizes as soon as it is shown, which jsdom does not know.
vi.hoisted(() => {
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

let more = false;
const asked: { url: URL; body: { ids?: string[]; began?: Record<string, number> } | null }[] = [];

async function parts() {
  const [whole, bulk] = await Promise.all([import("./whole-list"), import("./list-bulk")]);
  return { ...whole, ...bulk };
}

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const url = new URL(request.url);
    const body = request.method === "POST" ? await request.json() : null;
    asked.push({ url, body });
    const answer = body
      ? { results: body.ids.map((id: string) => ({ id, ok: true, code: null, message: null })) }
      : { items: ALL, more };
    return new Response(JSON.stringify(answer), {
      headers: { "content-type": "application/json" },
    });
  });
  await parts();
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  more = false;
});
afterEach(cleanup);

/** The list with everything loaded selected; `total` of it are there. */
async function list(total: number) {
  const { ListBulk, selectedRows, useWholeList } = await parts();
  const first = { filters: [], sort: "-created_at", search: "" };
  function List() {
    const [wanted, setWanted] = useState(first);
    const [selection, setSelection] = useState({
      ids: new Set(LOADED.map((each) => each.id)) as ReadonlySet<string>,
      anchor: null as string | null,
    });
    const everything = useWholeList(FORM, wanted, (ids) =>
      setSelection({ ids: new Set(ids), anchor: null }),
    );
    const order = LOADED.map((each) => each.id);
    const now = kept(selection, order, everything.whole.rows);
    return (
      <>
        <button type="button" onClick={() => setWanted({ ...first, search: "x" })}>
          search
        </button>
        <ListBulk
          form={FORM}
          exporting={NO_EXPORT}
          selected={selectedRows(now.ids, LOADED, everything.whole)}
          everything={everything}
          total={{ value: total, exact: total < 10_000 }}
          loaded
          onClear={() => {
            everything.forget();
            setSelection(NOTHING);
          }}
          onHide={() => {}}
          onShow={() => {}}
        />
      </>
    );
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <App>
          <List />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

async function setUrgency(value: string) {
  fireEvent.click(screen.getByRole("button", { name: /^Edit field/ }));
  fireEvent.mouseDown(await screen.findByRole("combobox"));
  fireEvent.click(await screen.findByText("Urgency", { selector: ".ant-select-item *" }));
  fireEvent.change(await screen.findByRole("textbox", { name: /Urgency/ }), { target: { value } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
}

it("chooses all that the list has and acts on them in portions, each with the version it was chosen at", async () => {
  await list(1200);
  fireEvent.click(screen.getByRole("button", { name: "Select all 1,200" }));
  await screen.findByText("1200 selected");
  expect(asked[0]?.url.pathname).toBe("/api/v1/forms/desk.ticket/records/chosen");
  expect(screen.queryByRole("button", { name: /Select all/ })).toBeNull();

  await setUrgency("high");
  await screen.findByText("Change Urgency: 1200 done");
  const sent = asked.filter((each) => each.url.pathname.endsWith("/bulk")).map((each) => each.body);
  expect(sent.map((each) => each?.ids?.length)).toEqual(Array(12).fill(100));
  expect(new Set(sent.flatMap((each) => each?.ids ?? [])).size).toBe(1200);
  expect(
    sent.every((each) => Object.values(each?.began ?? {}).join() === Array(100).fill(3).join()),
  ).toBe(true);
}, 30_000);

it("forgets what is not loaded when something else is looked for", async () => {
  await list(1200);
  fireEvent.click(screen.getByRole("button", { name: "Select all 1,200" }));
  await screen.findByText("1200 selected");
  fireEvent.click(screen.getByRole("button", { name: "search" }));
  await screen.findByText("50 selected");
});

it("says how many go at once where the list has more", async () => {
  more = true;
  await list(10_000);
  fireEvent.click(screen.getByRole("button", { name: "Select the first 10,000" }));
  await screen.findByText("The first 1,200: as many as go at once");
});

it("offers nothing where everything is loaded", async () => {
  await list(50);
  expect(screen.queryByRole("button", { name: /Select all/ })).toBeNull();
});
