import { readFileSync } from "node:fs";
import { join } from "node:path";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import { Suspense } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { standInForParts, standInForServer } from "../../../../tests/browser";
import { speak } from "../../../designer/inputs/testing";
import type { ChartRules } from "../suggest";
import { COUNT, OFFER, SORTS } from "./testing";

const FILE = join(import.meta.dirname, "../../../../../tests/reports/chart_vectors.json");
const RULES = JSON.parse(readFileSync(FILE, "utf8")).charts as Record<string, ChartRules>;
const BOARD = {
  name: "客服驾驶舱",
  widgets: {
    waiting: {
      chart: "metric",
      title: "待处理",
      at: [0, 0, 3, 2],
      query: { from: "ticket", measures: [COUNT] },
    },
    by_type: {
      chart: "bar",
      title: "问题类型",
      at: [3, 0, 6, 4],
      query: { from: "ticket", by: [{ field: "problem_type" }], measures: [COUNT] },
    },
  },
};
const entry = (key: string) => ({
  key,
  name: key,
  help: null,
  group: "share",
  keywords: [],
  settings: null,
  ...RULES[key],
});
const CATALOGUE = {
  elements: { dashboard: SORTS },
  groups: {},
  fields: [],
  nodes: [],
  triggers: [],
  actions: [],
  charts: Object.keys(RULES).map(entry),
  measures: [],
};

let board: object;
/** What was sent, by method and path. */
let sent: { call: string; body: Record<string, unknown> | null }[];
let narrow = false;

/** The numbers of a query: one row a group. */
function numbers(query: { by?: unknown[] }): object {
  const count = { key: "m0", label: "数量", type: "number" };
  if (!query.by) return { columns: [count], rows: [[7]] };
  const options = [{ key: "support", label: "技术支持" }];
  const group = { key: "problem_type", label: "问题类型", type: "radio", options };
  return { columns: [group, count], rows: [["support", 5]] };
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  const text = request.method === "GET" ? "" : await request.text();
  const body = text === "" ? null : JSON.parse(text);
  sent.push({ call: `${request.method} ${path}`, body });
  const saved = { version: 1, problems: [], inverses: [] };
  const answers: Record<string, unknown> = {
    "GET /workspace": { person: { id: "me", name: "张三" }, csrf_token: "x", apps: [] },
    "GET /studio/catalogue": CATALOGUE,
    "GET /studio/datasets": OFFER,
    "GET /people": { items: [] },
    "GET /apps/desk/definitions": { app: "desk", name: "客户服务", parts: [] },
    "GET /definitions/dashboard/desk.cockpit": {
      kind: "dashboard",
      app: "desk",
      key: "cockpit",
      name: "desk.cockpit",
      live: { version: 1, document: board },
      draft: null,
      problems: [],
      versions: [],
      used: [],
    },
    "PUT /definitions/dashboard/desk.cockpit/draft": saved,
    "POST /definitions/dashboard/desk.cockpit/draft/operations": saved,
    "POST /query": body && numbers(body),
  };
  const found = answers[`${request.method} ${path}`];
  return found ? Response.json(found) : new Response("{}", { status: 404 });
}

beforeAll(async () => {
  await speak("zh-CN");
  standInForServer(answer);
  standInForParts((query) => narrow && query.includes("max-width"));
}, 60_000);
beforeEach(() => {
  sent = [];
  board = BOARD;
  narrow = false;
  window.localStorage.clear();
});
afterEach(cleanup);

async function open() {
  vi.resetModules();
  const { routes } = await import("../routes");
  const router = createMemoryRouter(routes, {
    initialEntries: ["/studio/desk/dashboards/cockpit"],
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <App>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </App>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(document.querySelector(".bd-strip, .bd-start")).not.toBeNull(), {
    timeout: 20_000,
  });
}

const card = (name: string) => screen.getByRole("group", { name });
const pick = (name: string) => fireEvent.pointerDown(card(name), { button: 0 });
const changes = () => sent.filter(({ call }) => /PUT|operations/.test(call));

describe("the dashboard designer", { timeout: 60_000 }, () => {
  it("shows the widgets with real numbers, and what can be made of a selected one", async () => {
    await open();
    await within(card("问题类型")).findByText("技术支持");
    expect(within(card("待处理")).getByText("7")).toBeTruthy();
    expect(screen.queryByRole("radiogroup", { name: /推荐/ })).toBeNull();
    pick("问题类型");
    const offered = await screen.findAllByRole("radio");
    const names = offered.map((each) => each.getAttribute("aria-label") ?? each.textContent);
    expect(names.length).toBeGreaterThan(2);
    expect(offered.filter((each) => each.getAttribute("aria-checked") === "true")).toHaveLength(1);
    expect(changes()).toEqual([]);
  });

  it("takes a widget away, keeps that by itself, and brings it back", async () => {
    await open();
    pick("待处理");
    await userEvent.click(await screen.findByRole("button", { name: "删除" }));
    expect(screen.queryByRole("group", { name: "待处理" })).toBeNull();
    await waitFor(() => expect(changes().length).toBeGreaterThan(0), { timeout: 10_000 });
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(card("待处理")).toBeTruthy();
  });

  it("makes a widget of a field that is pressed, and chooses its chart", async () => {
    await open();
    const before = screen.getAllByRole("group").length;
    await userEvent.click(screen.getByRole("button", { name: /处理人/ }));
    await waitFor(() => expect(screen.getAllByRole("group").length).toBeGreaterThan(before));
    await waitFor(() => expect(changes().length).toBeGreaterThan(0), { timeout: 10_000 });
    expect(JSON.stringify(changes().at(-1)?.body)).toContain("assignee");
  });

  it("begins an empty board with what is ready", async () => {
    board = { name: "空", widgets: {} };
    await open();
    expect(screen.getByRole("heading", { name: "从现成的图表开始" })).toBeTruthy();
    expect(document.body.textContent).toContain("左边");
  });

  it("speaks of no left side where there is none", async () => {
    narrow = true;
    board = { name: "空", widgets: {} };
    await open();
    expect(document.body.textContent).not.toContain("左边");
  });
});
