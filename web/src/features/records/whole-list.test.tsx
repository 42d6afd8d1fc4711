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
/** The server is away for what is begun. */
let away = false;
/** Rows that the list was told not to show any more. */
let hidden: string[] = [];
/** What the server has of acts on many records. */
let batches: Record<string, unknown>[] = [];
const asked: { url: URL; method: string; body: Body | null }[] = [];
interface Body {
  act?: string;
  wait?: number;
  rows?: { id: string; version: number | null }[];
}

function answerTo(url: URL, method: string, body: Body | null) {
  if (url.pathname.endsWith("/trial")) return { trial: null };
  if (url.pathname.endsWith("/chosen")) return { items: ALL, more };
  if (url.pathname.endsWith("/seen")) batches = [];
  else if (url.pathname.endsWith("/cancel"))
    Object.assign(batches[0] ?? {}, { state: "cancelled" });
  else if (method === "POST") {
    const rows = body?.rows ?? [];
    const wait = (body?.wait ?? 0) * 1000;
    batches = [batch({ act: body?.act, total: rows.length, starts_at: in_(wait) })];
    return { ...batches[0], rows: [] };
  } else if (/batches\/[^/]+$/.test(url.pathname)) return { ...batches[0], rows: REFUSED };
  return { items: batches };
}
const in_ = (ms: number) => new Date(Date.now() + ms).toISOString();
const REFUSED = [
  { row: 7, id: "r7", name: "GD7", code: "stale", message: "Somebody changed it meanwhile." },
];
const batch = (more: object) => ({
  id: "b1",
  act: "set",
  fields: ["urgency"],
  state: "running",
  total: 1200,
  done: 0,
  refused: 0,
  error: null,
  starts_at: in_(-1000),
  created_at: in_(-1000),
  ...more,
});

async function parts() {
  const [whole, bulk] = await Promise.all([import("./whole-list"), import("./list-bulk")]);
  return { ...whole, ...bulk };
}

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const url = new URL(request.url);
    const text = request.method === "POST" ? await request.text() : "";
    const body = text ? JSON.parse(text) : null;
    asked.push({ url, method: request.method, body });
    if (away && request.method === "POST") return Response.error();
    return new Response(JSON.stringify(answerTo(url, request.method, body)), {
      headers: { "content-type": "application/json" },
    });
  });
  await parts();
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  more = false;
  away = false;
  hidden = [];
  batches = [];
});
afterEach(cleanup);

/** The list with everything loaded selected; `total` of it are there. */
async function list(total: number, selected = true) {
  const { ListBulk, selectedRows, useWholeList } = await parts();
  const first = { filters: [], sort: "-created_at", search: "" };
  function List() {
    const [wanted, setWanted] = useState(first);
    const [selection, setSelection] = useState({
      ids: new Set(selected ? LOADED.map((each) => each.id) : []) as ReadonlySet<string>,
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
          loaded={selected}
          onClear={() => {
            everything.forget();
            setSelection(NOTHING);
          }}
          onHide={(ids) => hidden.push(...ids)}
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

const sent = (end: string) => asked.filter((each) => each.url.pathname.endsWith(end));

it("chooses all that the list has and leaves them to the server, each with the version it was chosen at", async () => {
  await list(1200);
  fireEvent.click(screen.getByRole("button", { name: "Select all 1,200" }));
  await screen.findByText("1200 selected");
  expect(sent("/chosen")).toHaveLength(1);
  expect(screen.queryByRole("button", { name: /Select all/ })).toBeNull();

  await setUrgency("high");
  await screen.findByText("Change Urgency: 0 / 1200");
  screen.getByText("Goes on when you close the page");
  const [begun] = asked.filter(({ method }) => method === "POST");
  expect(begun?.url.pathname).toBe("/api/v1/forms/desk.ticket/batches");
  expect(begun?.body).toMatchObject({ act: "set", values: { urgency: "high" } });
  expect(new Set(begun?.body?.rows?.map((each) => each.id)).size).toBe(1200);
  expect(begun?.body?.rows?.every((each) => each.version === 3)).toBe(true);

  Object.assign(batches[0] ?? {}, { state: "done", done: 1200 });
  await screen.findByText("Change Urgency: 1200 done", {}, { timeout: 4000 });
  await vi.waitFor(() => expect(sent("/seen")).toHaveLength(1));
}, 30_000);

it("tells whoever comes back what became of it, and what was left and why", async () => {
  batches = [batch({ state: "done", done: 1199, refused: 1 })];
  await list(1200, false);
  await screen.findByText("Change Urgency: 1199 done");
  fireEvent.click(screen.getByRole("button", { name: "1 left as it was: see why" }));
  await screen.findByText("Somebody changed it meanwhile.");
  const sheet = screen.getByRole("link", { name: /Download all/ });
  expect(sheet.getAttribute("href")).toBe("/api/v1/forms/desk.ticket/batches/b1/refused");
  fireEvent.click(screen.getAllByRole("button", { name: "OK" })[0] as HTMLElement);
  await vi.waitFor(() => expect(sent("/seen")).toHaveLength(1));
  await vi.waitFor(() => expect(screen.queryByText("Change Urgency: 1199 done")).toBeNull());
}, 30_000);

it("shows what another page has begun, and stops it", async () => {
  batches = [batch({ done: 300 })];
  await list(1200);
  await screen.findByText("Change Urgency: 300 / 1200");
  expect(screen.queryByRole("button", { name: /^Edit field/ })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await vi.waitFor(() => expect(sent("/cancel")).toHaveLength(1));
}, 30_000);

it("deletes many a little later, which can be taken back until then", async () => {
  await list(50);
  fireEvent.click(screen.getByRole("button", { name: /Delete/ }));
  await screen.findByText("Delete: 50 in a few seconds");
  expect(asked.find(({ method }) => method === "POST")?.body).toMatchObject({
    act: "delete",
    wait: 6,
  });
  fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  await vi.waitFor(() => expect(sent("/cancel")).toHaveLength(1));
  await vi.waitFor(() => expect(screen.queryByText(/in a few seconds/)).toBeNull());
}, 30_000);

it("begins as the first time what is tried once more", async () => {
  await list(50);
  away = true;
  fireEvent.click(screen.getByRole("button", { name: /Delete/ }));
  const again = await screen.findByRole("button", { name: "Try again" });
  expect(hidden).toEqual([]);
  away = false;
  fireEvent.click(again);
  await screen.findByText("Delete: 50 in a few seconds");
  expect(hidden).toHaveLength(50);
  const [first, second] = asked.filter(({ method }) => method === "POST");
  expect(second?.body).toEqual(first?.body);
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
