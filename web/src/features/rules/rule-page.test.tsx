import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import { Suspense } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { speak } from "../../designer/inputs/testing";

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
const RULE = {
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
const TRIAL = {
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

/** What was sent, by method and path. */
let sent: { call: string; body: unknown }[];
let trial: unknown;
let problems: object[];

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  const text = request.method === "GET" ? "" : await request.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  sent.push({ call: `${request.method} ${path}`, body });
  const artefact = {
    kind: "rule",
    app: "desk",
    key: "critical",
    name: "desk.critical",
    live: { version: 3, document: RULE },
    draft: null,
    problems,
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
    "PUT /definitions/rule/desk.critical/draft": { version: 1, problems: [], inverses: [] },
    "POST /definitions/rule/desk.critical/draft/operations": {
      version: 1,
      problems: [],
      inverses: [],
    },
    "POST /apps/desk/rules/try": trial,
    "GET /apps/desk/rules/activity": {
      days: 7,
      items: [{ rule: "desk.critical", runs: 11, failed: 0 }],
    },
    "GET /rules/desk.critical/runs": { items: [], next: null },
  };
  const found = answers[`${request.method} ${path}`];
  return found === undefined ? new Response("{}", { status: 404 }) : Response.json(found);
}

beforeAll(async () => {
  await speak("zh-CN");
  const Whole = class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === "string" ? new URL(input, "http://desk.example.com") : input, init);
    }
  };
  vi.stubGlobal("Request", Whole);
  vi.stubGlobal("fetch", (request: Request) => answer(request));
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}, 60_000);
beforeEach(() => {
  sent = [];
  trial = TRIAL;
  problems = [];
  window.localStorage.clear();
});
afterEach(cleanup);

let turn = 0;
async function open() {
  vi.resetModules();
  turn += 1;
  const { routes } = await import("./routes");
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

const reading = () => document.querySelector(".rl-reads b")?.textContent;
const START = "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级。";

async function choose(slot: string | RegExp, option: string) {
  const [button] = await screen.findAllByRole("button", { name: slot });
  await userEvent.click(button as HTMLElement);
  await userEvent.click(await screen.findByRole("option", { name: new RegExp(`^${option}`) }));
}
const card = (n: number) => screen.getByRole("group", { name: new RegExp(`^第 ${n} 件事`) });

/** Each act of the editor, and how the rule reads afterwards. */
const ACTS: [string, () => Promise<void>, string][] = [
  [
    "another trigger",
    () => choose("什么事：新建", "停留太久"),
    "当服务工单的处理状态是（未填）满 24 小时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级。",
  ],
  [
    "another value",
    () => choose("紧急程度的值：非常紧急", "普通"),
    "当有服务工单新建时，如果紧急程度是普通，就用站内消息通知主管，再升级。",
  ],
  [
    "one more condition",
    () => choose("或者…", "客户邮箱"),
    "当有服务工单新建时，如果紧急程度是非常紧急，或者客户邮箱是（未填），就用站内消息通知主管，再升级。",
  ],
  [
    "no condition",
    async () => {
      await userEvent.click(screen.getByRole("button", { name: "去掉这个条件" }));
    },
    "当有服务工单新建时，就用站内消息通知主管，再升级。",
  ],
  [
    "one more action",
    () => choose("再做一件事", "写备注"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再写内部备注「」。",
  ],
  [
    "an action that waits",
    () => choose("什么时候做：立即", "等"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就1 小时后用站内消息通知主管，再升级。",
  ],
  [
    "other receivers",
    () => choose("给谁：主管", "处理人的主管"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知处理人的主管，再升级。",
  ],
  [
    "another order",
    async () => {
      fireEvent.keyDown(card(1), { key: "ArrowDown", altKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就升级，再用站内消息通知主管。",
  ],
  [
    "an action twice",
    async () => {
      fireEvent.keyDown(card(2), { key: "d", ctrlKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再升级。",
  ],
  [
    "a copy",
    async () => {
      fireEvent.keyDown(card(2), { key: "c", ctrlKey: true });
      fireEvent.keyDown(card(1), { key: "v", ctrlKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再升级。",
  ],
  [
    "one action less",
    async () => {
      fireEvent.keyDown(card(1), { key: "Delete" });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就升级。",
  ],
];

describe("the rule editor", { timeout: 30_000 }, () => {
  it.each(ACTS)("does, takes back and does again: %s", async (_name, act, after) => {
    await open();
    expect(reading()).toBe(START);
    await act();
    await waitFor(() => expect(reading()).toBe(after));
    fireEvent.click(screen.getByRole("button", { name: "撤销" }));
    await waitFor(() => expect(reading()).toBe(START));
    fireEvent.click(screen.getByRole("button", { name: "重做" }));
    await waitFor(() => expect(reading()).toBe(after));
  });

  it("saves by itself what was changed", async () => {
    await open();
    await choose("紧急程度的值：非常紧急", "普通");
    const save = () =>
      sent.find((each) => each.call === "PUT /definitions/rule/desk.critical/draft");
    await waitFor(() => expect(save()).toBeTruthy(), { timeout: 5000 });
    expect(save()?.body).toMatchObject({
      document: { ...RULE, if: { ...RULE.if, value: "normal" } },
    });
  });

  it("shows on a real record what would happen, and why not on others", async () => {
    await open();
    expect(await screen.findByText("会发出 1 条通知，给 张三")).toBeTruthy();
    expect(screen.getByText("非常紧急：GD1")).toBeTruthy();
    expect(screen.getByText("紧急程度是「普通」")).toBeTruthy();
    expect(screen.getByRole("img", { name: "会在 46 张记录上执行，其中 9 次在夜间" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "GD2" }));
    await waitFor(() =>
      expect(sent.at(-1)).toMatchObject({
        call: "POST /apps/desk/rules/try",
        body: { record: "r2", key: "critical" },
      }),
    );
  });

  it("shows a problem at its word, and leads there", async () => {
    problems = [
      {
        path: "rules.critical.then.0.to.role",
        kind: "rule",
        key: "critical",
        at: ["then", 0, "to", "role"],
        code: "role_unknown",
        message: "没有这个角色",
      },
    ];
    await open();
    await userEvent.click(screen.getByRole("button", { name: "去看" }));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "给谁：主管" })),
    );
  });

  it("says kindly when it cannot be tried", async () => {
    trial = {
      ...TRIAL,
      reason: "records_unreadable",
      text: "你没有查看记录的权限。",
      record: null,
      past: null,
    };
    await open();
    expect(await screen.findByText("你没有查看记录的权限。")).toBeTruthy();
  });

  it("switches a rule off from the list", async () => {
    await open();
    await userEvent.click(screen.getByRole("switch", { name: "停用「紧急通知」" }));
    await waitFor(() =>
      expect(
        sent.find((each) => each.call === "POST /definitions/rule/desk.critical/draft/operations")
          ?.body,
      ).toEqual({
        version: 0,
        operations: [{ do: "change", element: "document", at: [], values: { enabled: false } }],
      }),
    );
    expect(screen.getByText("7 天执行 11 次")).toBeTruthy();
  });

  it("begins a new rule from a common one", async () => {
    await open();
    await userEvent.click(screen.getByRole("button", { name: "3 天没人跟进就提醒" }));
    const save = () =>
      sent.find((each) => each.call.startsWith("PUT /definitions/rule/desk.reminder"));
    await waitFor(() => expect(save()).toBeTruthy(), { timeout: 5000 });
    expect(save()?.body).toMatchObject({
      document: {
        when: { event: "dwell", form: "ticket", field: "status", value: "new" },
      },
    });
    expect(sent.map((each) => each.call)).not.toContain("GET /definitions/rule/desk.reminder");
  });
});
