import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { App } from "antd";
import { Suspense } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { vi } from "vitest";
import { standInForParts, standInForServer } from "../../../../tests/browser";
import { speak } from "../../../designer/inputs/testing";

const FORM = {
  name: "服务工单",
  fields: {
    customer_email: { type: "email", label: "客户邮箱" },
    urgency: {
      type: "priority",
      label: "紧急程度",
      options: { normal: "普通", critical: "非常紧急" },
    },
    status: {
      type: "status",
      label: "处理状态",
      options: {
        new: { name: "待处理", category: "open" },
        solved: { name: "已解决", category: "solved" },
      },
    },
  },
};
const THEN = "then";
export const RULE = {
  name: "紧急通知",
  when: { event: "record_created", form: "ticket" },
  if: { field: "urgency", op: "eq", value: "critical" },
  [THEN]: [
    { action: "notify", to: { role: "supervisor" }, via: ["inapp"], text: "非常紧急：{{number}}" },
    { action: "escalate" },
  ],
};
const entry = (key: string, name: string) => ({
  key,
  name,
  help: null,
  group: "record",
  keywords: [],
  settings: null,
});
const CATALOGUE = {
  elements: { rule: [{ name: "step", path: ["then", "#"], named_by: [] }] },
  groups: {},
  fields: [],
  nodes: [],
  triggers: ["record_created", "record_updated", "dwell", "schedule", "button"].map((key) =>
    entry(key, key),
  ),
  actions: [entry("notify", "通知"), entry("escalate", "升级"), entry("comment", "写备注")],
  charts: [],
  measures: [],
};
export const TRIAL = {
  reason: null,
  text: null,
  record: { id: "r1", number: "GD1", title: "掉线" },
  values: { urgency: "critical" },
  when: { holds: true, code: "trial_record_created", text: "记录已新建。", at: null },
  condition: {
    holds: true,
    parts: [
      {
        field: "urgency",
        label: "紧急程度",
        op: "eq",
        value: "critical",
        found: "critical",
        holds: true,
      },
    ],
  },
  steps: [
    {
      action: "notify",
      state: "does",
      text: null,
      at: null,
      still: null,
      effects: [
        {
          kind: "message",
          text: null,
          data: {
            via: "inapp",
            to: "张三",
            address: null,
            subject: "非常紧急：GD1",
            text: "",
            reason: null,
          },
        },
      ],
    },
  ],
  others: [
    {
      record: { id: "r2", number: "GD2", title: "" },
      text: null,
      parts: [{ field: "urgency", op: "eq", value: "critical", found: "normal", holds: false }],
    },
  ],
  past: {
    days: 30,
    records: 46,
    starts: 46,
    at_night: 9,
    per_day: [{ day: "2026-11-23", n: 46, night: 9 }],
    cut: false,
    sample: [],
  },
};

/** What the server is asked, and what it has to say. */
export const server = {
  /** What was sent, by method and path. */
  sent: [] as { call: string; body: unknown; query: string }[],
  trial: TRIAL as unknown,
  problems: [] as object[],
  /** Answers of calls in place of the usual ones. */
  instead: {} as Record<string, () => Response>,
};

/** As before the first call. */
export function rested(): void {
  Object.assign(server, { sent: [], trial: TRIAL, problems: [], instead: {} });
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  const text = request.method === "GET" ? "" : await request.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  const name = `${request.method} ${path}`;
  server.sent.push({ call: name, body, query: new URL(request.url).search });
  const instead = server.instead[name];
  if (instead) return instead();
  const artefact = {
    kind: "rule",
    app: "desk",
    key: "critical",
    name: "desk.critical",
    live: { version: 3, document: RULE },
    draft: null,
    problems: server.problems,
    versions: [],
    used: [],
  };
  const part = (kind: string, key: string, document: object) => ({
    kind,
    section: `${kind}s`,
    key,
    label: key,
    state: "live",
    live_version: 3,
    draft_version: null,
    problems: 0,
    document,
  });
  const answers: Record<string, unknown> = {
    "GET /workspace": { person: { id: "me", name: "张三" }, csrf_token: "x", apps: [] },
    "GET /studio/catalogue": CATALOGUE,
    "GET /people": { items: [] },
    "GET /apps/desk/definitions": {
      app: "desk",
      name: "客户服务",
      parts: [
        part("form", "ticket", FORM),
        part("role", "supervisor", { name: "主管" }),
        part("rule", "critical", RULE),
      ],
    },
    "GET /definitions/rule/desk.critical": artefact,
    "GET /apps/desk/changes": {
      app: "desk",
      label: "客户服务",
      version: 3,
      count: 1,
      changes: [],
      problems: [],
      warnings: [],
      accept: [],
      running: null,
      scheduled: null,
    },
    "PUT /definitions/rule/desk.critical/draft": { version: 1, problems: [], inverses: [] },
    "POST /definitions/rule/desk.critical/draft/operations": {
      version: 1,
      problems: [],
      inverses: [],
    },
    "POST /apps/desk/rules/try": server.trial,
    "GET /apps/desk/rules/activity": {
      days: 7,
      items: [{ rule: "desk.critical", runs: 11, failed: 0 }],
    },
    "GET /rules/desk.critical/runs": { items: [], next: null },
  };
  const found = answers[name];
  return found === undefined ? new Response("{}", { status: 404 }) : Response.json(found);
}

/** Chinese, and this server instead of a network. */
export async function connect(): Promise<void> {
  await speak("zh-CN");
  standInForServer(answer);
  standInForParts();
}

let turn = 0;
/** The rule `critical` in a fresh page. */
export async function open() {
  vi.resetModules();
  turn += 1;
  const { routes } = await import("../routes");
  const router = createMemoryRouter(routes, {
    initialEntries: [`/studio/desk/rules/critical?turn=${turn}`],
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
  await screen.findByText("读起来是：", undefined, { timeout: 20_000 });
}
