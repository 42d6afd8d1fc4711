import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import dayjs from "dayjs";
import { Suspense } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { standInForParts, standInForServer } from "../../../tests/browser";
import { serverNow } from "../../api/server-time";
import { speak } from "../../designer/inputs/testing";
import { dayOf } from "../../language/period";

const FORM = {
  name: "服务工单",
  fields: {
    phone: { type: "text", label: { "zh-CN": "联系电话" }, required: true },
    who: { type: "text", label: { "zh-CN": "客户姓名" } },
    note: { type: "multiline", label: { "zh-CN": "问题描述" } },
  },
  layout: [{ section: { "zh-CN": "客户" }, columns: 2, fields: ["phone", "who", "note"] }],
};
/** The same with a status and an urgency, as tickets have them. */
const TICKET = {
  ...FORM,
  fields: {
    ...FORM.fields,
    urgency: { type: "priority", label: "紧急程度", options: { low: "普通", high: "非常紧急" } },
    status: {
      type: "status",
      label: "状态",
      options: { new: { "zh-CN": "新", category: "open" } },
    },
  },
  service: { resolution: { hours: 16 } },
};
const ROLE = { name: "客服", grants: [{ form: "ticket", can: ["read"], scope: "all" }] };

const setting = (title: string, widget: string, section: string, more: object = {}) => ({
  title,
  help: null,
  widget,
  section,
  required: false,
  default: null,
  choices: null,
  extra: null,
  minimum: null,
  maximum: null,
  longest: null,
  to: null,
  items: null,
  properties: null,
  ...more,
});
const field = (key: string, name: string) => ({
  key,
  name,
  help: null,
  group: "text",
  keywords: [],
  kept: "column",
  unique: false,
  customers: true,
  fixed: [],
  takes_over: [],
  start: {},
  settings: {
    required: ["label"],
    properties: {
      label: setting("名称", "local_text", "basic", { required: true }),
      required: setting("必须填写", "switch", "basic", { default: false }),
    },
  },
});
const CATALOGUE = {
  elements: {
    form: [
      { name: "field", path: ["fields", "*"], named_by: [["layout", "#", "fields", "#"]] },
      { name: "section", path: ["layout", "#"], named_by: [] },
      { name: "section_field", path: ["layout", "#", "fields", "#"], named_by: [] },
      { name: "view", path: ["views", "*"], named_by: [] },
      { name: "policy", path: ["service", "policies", "*"], named_by: [] },
    ],
    role: [{ name: "grant", path: ["grants", "#"], named_by: [] }],
  },
  groups: { fields: [{ key: "text", name: "文本" }] },
  fields: [field("text", "单行文本"), field("multiline", "多行文本")],
  nodes: [],
  triggers: [],
  actions: [],
  charts: [],
  measures: [],
};

/** The form that is open, and what was sent, by method and path. */
let edited: object = FORM;
let sent: { call: string; body: unknown }[];
/** The zone of the installation. */
let zone = "Asia/Shanghai";

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  const text = request.method === "GET" ? "" : await request.text();
  sent.push({ call: `${request.method} ${path}`, body: text === "" ? null : JSON.parse(text) });
  const artefact = (kind: string, key: string, document: object) => ({
    kind,
    app: "desk",
    key,
    name: `desk.${key}`,
    live: { version: 3, document },
    draft: null,
    problems: [],
    versions: [],
    used: [],
  });
  const part = (kind: string, key: string, label: string, document: object) => ({
    kind,
    section: `${kind}s`,
    key,
    label,
    state: "live",
    live_version: 3,
    draft_version: null,
    problems: 0,
    document,
  });
  const answers: Record<string, unknown> = {
    "GET /workspace": {
      person: { id: "me", name: "张三", admin: true, system_roles: [] },
      csrf_token: "x",
      apps: [],
      zone,
    },
    "GET /studio/catalogue": CATALOGUE,
    "GET /people": { items: [] },
    "GET /apps/desk/definitions": {
      app: "desk",
      name: "客户服务",
      parts: [part("form", "ticket", "服务工单", edited), part("role", "agent", "客服", ROLE)],
    },
    "GET /definitions/form/desk.ticket": artefact("form", "ticket", edited),
    "GET /definitions/role/desk.agent": artefact("role", "agent", ROLE),
    "PUT /definitions/form/desk.ticket/draft": { version: 1, problems: [], inverses: [] },
    "PUT /definitions/role/desk.agent/draft": { version: 1, problems: [], inverses: [] },
  };
  const found = answers[`${request.method} ${path}`];
  return found === undefined ? new Response("{}", { status: 404 }) : Response.json(found);
}

beforeAll(async () => {
  await speak("zh-CN");
  standInForServer(answer);
  standInForParts();
}, 60_000);
beforeEach(() => {
  sent = [];
  edited = FORM;
  window.localStorage.clear();
});
afterEach(cleanup);

async function open() {
  vi.resetModules();
  const { usePreferences } = await import("../../app/preferences");
  usePreferences.setState({ language: "zh-CN" });
  const { routes } = await import("./routes");
  const router = createMemoryRouter(routes, { initialEntries: ["/studio/desk/forms/ticket"] });
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
  await screen.findByRole("button", { name: /^联系电话/ }, { timeout: 20_000 });
}

const card = (name: string) => screen.getByRole("button", { name: new RegExp(`^${name}，`) });
const cards = () =>
  [...document.querySelectorAll<HTMLElement>("[data-field-card]")].map(
    (each) => each.dataset.fieldCard,
  );
const settings = () => within(screen.getByRole("complementary", { name: "设置" }));
const last = (call: string) => sent.findLast((each) => each.call === call)?.body;

describe("the form designer", () => {
  it("shows the settings of what is selected, and what is typed there on the canvas", async () => {
    await open();
    expect(cards()).toEqual(["phone", "who", "note"]);
    await userEvent.click(card("客户姓名"));
    expect(card("客户姓名").getAttribute("aria-pressed")).toBe("true");
    const name = settings().getByRole("textbox", { name: "名称" });
    await userEvent.type(name, "必填");
    expect(card("客户姓名必填")).toBeTruthy();
    await waitFor(() => expect(last("PUT /definitions/form/desk.ticket/draft")).toBeTruthy(), {
      timeout: 8_000,
    });
  }, 60_000);

  it("draws nothing else anew while a label is typed", async () => {
    await open();
    await userEvent.click(card("客户姓名"));
    const name = settings().getByRole("textbox", { name: "名称" });
    await userEvent.click(name);
    const touched = new Set<string | undefined>();
    const watch = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        touched.add(element?.closest<HTMLElement>("[data-field-card]")?.dataset.fieldCard);
      }
    });
    const sheet = document.querySelector(".fd-sheet") as Element;
    watch.observe(sheet, { subtree: true, childList: true, characterData: true, attributes: true });
    await userEvent.keyboard("abc");
    watch.disconnect();
    expect([...touched]).toEqual(["who"]);
  }, 60_000);

  it("deletes with a key, takes it back, and selects all", async () => {
    await open();
    await userEvent.click(card("客户姓名"));
    await userEvent.keyboard("{Delete}");
    expect(cards()).toEqual(["phone", "note"]);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(cards()).toEqual(["phone", "who", "note"]);
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(document.querySelectorAll(".fd-card.is-selected")).toHaveLength(3);
  }, 60_000);

  it("lets the tabs of the list be arranged, from the usual ones on", async () => {
    await open();
    await userEvent.click(screen.getByRole("tab", { name: "列表视图" }));
    const tabs = within(screen.getByRole("navigation", { name: "标签页" }));
    expect(tabs.getByRole("button", { name: "我创建的" })).toBeTruthy();
    await userEvent.click(tabs.getByRole("button", { name: "新增标签页" }));
    expect(tabs.getByRole("button", { name: "新标签页" }).getAttribute("aria-pressed")).toBe(
      "true",
    );
    await userEvent.click(screen.getByRole("button", { name: "恢复常用标签页" }));
    expect(tabs.queryByRole("button", { name: "新标签页" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "撤销" }));
    expect(tabs.getByRole("button", { name: "新标签页" })).toBeTruthy();
  }, 60_000);

  it("promises by policies, which have an order, and says until when", async () => {
    edited = TICKET;
    await open();
    const policies = () =>
      settings()
        .queryAllByRole("button", { expanded: false })
        .map((each) => each.querySelector("b")?.textContent)
        .filter(Boolean);
    await userEvent.click(settings().getByRole("button", { name: "添加策略" }));
    const name = settings().getByRole("textbox", { name: "名称" });
    await userEvent.clear(name);
    await userEvent.type(name, "加急");
    expect(settings().getByRole("group", { name: "适用于" }).textContent).toContain("非常紧急");
    expect(settings().getAllByText(/现在新建一张/)).toHaveLength(2);
    await userEvent.click(settings().getByRole("button", { name: "添加策略" }));
    await userEvent.click(settings().getByRole("button", { name: "新策略", expanded: true }));
    expect(policies()).toEqual(["加急", "新策略"]);

    settings()
      .getByRole("button", { name: /^新策略/ })
      .focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(policies()).toEqual(["新策略", "加急"]);
    await userEvent.click(screen.getByRole("button", { name: "撤销" }));
    expect(policies()).toEqual(["加急", "新策略"]);
    settings()
      .getByRole("button", { name: /^新策略/ })
      .focus();
    await userEvent.keyboard("{Delete}");
    expect(policies()).toEqual(["加急"]);
    await waitFor(
      () =>
        expect(last("PUT /definitions/form/desk.ticket/draft")).toMatchObject({
          document: { service: { resolution: { hours: 16 } } },
        }),
      { timeout: 8_000 },
    );
  }, 60_000);

  it("shows the number that customers get as a chip in the words after sending", async () => {
    await open();
    await userEvent.click(screen.getByRole("tab", { name: "对外链接与二维码" }));
    await userEvent.click(screen.getByRole("switch", { name: "对外开放" }));
    const thanks = screen.getByRole("textbox", { name: "提交后显示" });
    expect(thanks.getAttribute("data-placeholder")).not.toContain("{{");
    await userEvent.click(screen.getByRole("button", { name: "单号" }));
    expect(within(thanks).getByText("单号")).toBeTruthy();
    expect(thanks.textContent).not.toContain("{{");
    await waitFor(
      () =>
        expect(last("PUT /definitions/form/desk.ticket/draft")).toMatchObject({
          document: { public: { thanks: "{{number}}" } },
        }),
      { timeout: 8_000 },
    );
  }, 60_000);

  it("shows a sample of the number with the day as it is where the house stands", async () => {
    const here = dayjs(serverNow()).format("YYYY-MM-DD");
    const [far = ""] = ["Pacific/Kiritimati", "Etc/GMT+12"].filter(
      (each) => dayOf(serverNow(), each) !== here,
    );
    zone = far;
    edited = { ...FORM, number: { prefix: "NO", date: "yyyyMMdd", digits: 4, reset: "day" } };
    await open();
    const day = dayOf(serverNow(), far).replaceAll("-", "");
    expect(screen.getByText(`NO${day}0001`)).toBeTruthy();
    expect(screen.getByTitle(day)).toBeTruthy();
  }, 60_000);

  it("writes what roles may do into the roles, and takes it back there", async () => {
    await open();
    await userEvent.click(screen.getByRole("tab", { name: "谁能看、谁能改" }));
    const box = await screen.findByRole("checkbox", { name: "新建「客服」" });
    await userEvent.click(box);
    await waitFor(() => expect(last("PUT /definitions/role/desk.agent/draft")).toBeTruthy(), {
      timeout: 8_000,
    });
    expect(last("PUT /definitions/role/desk.agent/draft")).toMatchObject({
      document: { grants: [{ form: "ticket", can: ["read", "create"] }] },
    });
    await userEvent.keyboard("{Control>}z{/Control}");
    expect((box as HTMLInputElement).checked).toBe(false);
  }, 60_000);
});
