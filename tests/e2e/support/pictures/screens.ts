/** Every screen of the product: where it is, what shows that it is there, and what is done before it is photographed. */

import type { Page } from "playwright-core";
import type { Scene } from "./desk.ts";

/** The page, whether it is a phone, and a word in the language of the page. */
export interface Stage {
  page: Page;
  phone: boolean;
  word: (zh: string, en: string) => string;
}

export interface Screen {
  name: string;
  group: (typeof GROUPS)[number]["key"];
  zh: string;
  en: string;
  at: (scene: Scene) => string;
  /** What shows that it is there. */
  sign: string;
  act?: (stage: Stage) => Promise<void>;
  /** Who looks: somebody signed in, or a stranger. */
  stranger?: true;
  /** In the product that nobody has used yet. */
  fresh?: true;
}

export const GROUPS = [
  { key: "workbench", zh: "工作台", en: "Workbench" },
  { key: "dashboards", zh: "看板", en: "Dashboards" },
  { key: "studio", zh: "搭建", en: "Studio" },
  { key: "admin", zh: "管理", en: "Administration" },
  { key: "entry", zh: "进入", en: "Coming in" },
  { key: "customer", zh: "客户看到的", en: "What customers see" },
  { key: "states", zh: "空、错、断网", en: "Empty, failed, offline" },
] as const;

const tickets = "/forms/service_desk.ticket";
const studio = "/studio/service_desk";

function one(
  group: Screen["group"],
  name: string,
  [zh, en]: [string, string],
  at: string | ((scene: Scene) => string),
  sign: string,
  more: Pick<Screen, "act" | "stranger" | "fresh"> = {},
): Screen {
  return { group, name, zh, en, at: typeof at === "string" ? () => at : at, sign, ...more };
}

async function button({ page, word }: Stage, zh: string, en: string): Promise<void> {
  await page
    .getByRole("button", { name: word(zh, en) })
    .first()
    .click();
}

/** Goes on to the nth question of the first run. */
function question(nth: number): (stage: Stage) => Promise<void> {
  return async ({ page }) => {
    for (let at = 1; at < nth; at += 1) {
      await page.locator(".first-foot .btn-primary").click();
    }
    await page.locator(".first-shape, .first-preview").first().waitFor({ state: "attached" });
  };
}

async function typed({ page }: Stage, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").first().waitFor();
  await page.keyboard.type(text);
  await page.waitForTimeout(500);
}

const workbench = [
  one("workbench", "my-tasks", ["我的待办", "My tasks"], "/tasks", "[data-task]"),
  one(
    "workbench",
    "my-tasks-done",
    ["我的已办", "My tasks, done"],
    "/tasks?tab=done",
    "[data-task]",
  ),
  one(
    "workbench",
    "my-tasks-beside",
    ["待办旁边打开工单", "A ticket beside the tasks"],
    "/tasks",
    "[data-task]",
    { act: async ({ page }) => page.locator("[data-task]").first().click() },
  ),
  one(
    "workbench",
    "my-tasks-selected",
    ["待办多选", "Several tasks at once"],
    "/tasks",
    "[data-task]",
    {
      act: async ({ page, phone }) => {
        if (!phone) {
          await page.keyboard.press("j");
          await page.keyboard.press("x");
          await page.keyboard.press("j");
          await page.keyboard.press("x");
        }
      },
    },
  ),
  one(
    "workbench",
    "ticket",
    ["工单（处理中）", "Ticket, claimed"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
  ),
  one(
    "workbench",
    "ticket-note",
    ["工单：内部备注", "Ticket: internal note"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      act: async ({ page, phone, word }) => {
        if (phone) await page.getByRole("tab", { name: word("动态", "Activity") }).click();
        await page.getByRole("tab", { name: word("内部备注", "Internal note") }).click();
      },
    },
  ),
  one(
    "workbench",
    "ticket-hand-over",
    ["转交", "Handing over"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      act: (stage) => button(stage, "转交", "Hand over"),
    },
  ),
  one(
    "workbench",
    "ticket-offered",
    ["工单（待认领）", "Ticket, to be claimed"],
    ({ desk }) => `${tickets}/${desk.offered.id}`,
    ".now",
  ),
  one(
    "workbench",
    "ticket-closed",
    ["工单（已关闭）", "Ticket, closed"],
    ({ desk }) => `${tickets}/${desk.closed.id}`,
    "h1",
  ),
  one("workbench", "list", ["工单列表", "List of tickets"], tickets, "[data-record], .job, .card"),
  one(
    "workbench",
    "list-beside",
    ["列表旁边打开", "A ticket beside the list"],
    ({ desk }) => `${tickets}?open=${desk.claimed.id}`,
    "[data-record], .job, .card",
  ),
  one("workbench", "list-filter", ["筛选", "Filters"], tickets, "[data-record], .job, .card", {
    act: (stage) => button(stage, "筛选", "Filter"),
  }),
  one("workbench", "new-ticket", ["新建工单", "New ticket"], `${tickets}?new=1`, "[role=dialog]"),
  one(
    "workbench",
    "customers",
    ["客户列表", "List of customers"],
    "/forms/service_desk.customer",
    "[data-record], .job, .card",
  ),
  one(
    "workbench",
    "customer",
    ["客户", "Customer"],
    "/forms/service_desk.customer",
    "[data-record], .job, .card",
    {
      act: async ({ page }) => page.locator("[data-record], .job, .card").first().click(),
    },
  ),
  one("workbench", "search", ["搜索与命令", "Search and commands"], "/tasks", "[data-task]", {
    act: (stage) => typed(stage, "摄像头"),
  }),
  one("workbench", "keys", ["快捷键", "Keys"], "/tasks", "[data-task]", {
    act: async ({ page }) => page.keyboard.press("?"),
  }),
  one("workbench", "bell", ["通知", "Notifications"], "/tasks", "[data-task]", {
    act: (stage) => button(stage, "通知", "Alerts"),
  }),
  one("workbench", "bin", ["回收站", "Recycle bin"], `${tickets}/bin`, "h1"),
  one("workbench", "me", ["我", "Me"], "/me", "h1"),
];

const dashboards = [
  one("dashboards", "dashboard", ["看板", "Dashboard"], "/dashboards", ".metric-number"),
  one(
    "dashboards",
    "wall",
    ["大屏", "Wall"],
    "/dashboards/service_desk.cockpit?wall=1",
    ".metric-number",
  ),
];

const builder = [
  one("studio", "apps", ["应用", "Apps"], "/studio", ".app-card"),
  one(
    "studio",
    "app-home",
    ["应用首页", "Home of an app"],
    studio,
    ".studio-map, .studio-part-link",
  ),
  one(
    "studio",
    "app-add",
    ["添加部件", "Adding a part"],
    studio,
    ".studio-map, .studio-part-link",
    {
      act: (stage) => button(stage, "添加", "Add"),
    },
  ),
  one(
    "studio",
    "form-designer",
    ["表单设计器", "Form designer"],
    `${studio}/forms/ticket?at=fields.problem_type`,
    ".d-frame",
  ),
  one(
    "studio",
    "form-preview",
    ["表单预览", "Form preview"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: (stage) => button(stage, "预览", "Preview"),
    },
  ),
  one(
    "studio",
    "flow-designer",
    ["流程设计器", "Flow designer"],
    `${studio}/flows/ticket_flow`,
    ".d-frame",
  ),
  one("studio", "rules", ["规则", "Rules"], `${studio}/rules`, "h1"),
  one("studio", "rule", ["规则设计器", "Rule"], `${studio}/rules/critical`, ".rl-page"),
  one(
    "studio",
    "dashboard-designer",
    ["看板设计器", "Dashboard designer"],
    `${studio}/dashboards/cockpit?at=widgets.by_type`,
    ".d-frame",
  ),
  one("studio", "roles", ["角色", "Roles"], `${studio}/roles`, "h1"),
  one("studio", "teams", ["团队", "Teams"], `${studio}/teams`, "h1"),
  one("studio", "calendars", ["工作时间", "Calendars"], `${studio}/calendars`, "h1"),
  one("studio", "surveys", ["满意度调查", "Surveys"], `${studio}/surveys`, "h1"),
  one("studio", "templates", ["消息模板", "Templates"], `${studio}/templates`, "h1"),
  one("studio", "publish", ["发布", "Publishing"], studio, ".studio-map, .studio-part-link", {
    act: async ({ page }) => {
      await page.locator(".publish-button:visible").first().click();
      await page.getByRole("dialog").first().waitFor();
    },
  }),
  one("studio", "versions", ["历史版本", "Versions"], `${studio}/forms/ticket`, ".d-frame", {
    act: (stage) => button(stage, "历史版本", "Versions"),
  }),
];

const admin = [
  one("admin", "people", ["人员", "People"], "/admin/people", "[role=cell], td, .job"),
  one("admin", "person", ["一个人", "A person"], "/admin/people", "[role=cell], td, .job", {
    act: (stage) => button(stage, "李娜", "李娜"),
  }),
  one("admin", "departments", ["部门", "Departments"], "/admin/departments", "h1"),
  one("admin", "partners", ["外部机构", "Partners"], "/admin/partners", "h1"),
  one("admin", "keys-of-programs", ["接口密钥", "Keys"], "/admin/keys", "h1"),
  one("admin", "audit", ["操作日志", "Audit"], "/admin/audit", "h1"),
  one("admin", "outbox", ["消息", "Messages"], "/admin/messages", "h1"),
  one("admin", "settings", ["设置", "Settings"], "/admin/settings", "form, .field"),
];

const entry = [
  one("entry", "sign-in", ["登录", "Signing in"], "/sign-in", ".gate", { stranger: true }),
  ...(
    [
      ["行业", "trade"],
      ["渠道", "channels"],
      ["团队", "teams"],
      ["时间", "hours"],
      ["等级", "levels"],
      ["上门", "field service"],
    ] as const
  ).map(([zh, en], at) =>
    one(
      "entry",
      `first-run-${at + 1}`,
      [`首次使用：${zh}`, `First run: ${en}`],
      "/welcome",
      ".first",
      {
        act: question(at + 1),
      },
    ),
  ),
];

const customer = [
  one("customer", "public-form", ["公开表单", "Public form"], "/f/ticket", ".p-form", {
    stranger: true,
  }),
  one(
    "customer",
    "public-form-wrong",
    ["公开表单：待修改", "Public form, to be corrected"],
    "/f/ticket",
    ".p-form",
    {
      stranger: true,
      act: (stage) => button(stage, "提交", "Submit"),
    },
  ),
  one(
    "customer",
    "progress-received",
    ["进度：已收到", "Progress: received"],
    ({ desk }) => desk.offered.progress,
    ".p-status",
    { stranger: true },
  ),
  one(
    "customer",
    "progress-working",
    ["进度：处理中", "Progress: being worked on"],
    ({ desk }) => desk.claimed.progress,
    ".p-status",
    { stranger: true },
  ),
  one(
    "customer",
    "progress-confirm",
    ["进度：待确认", "Progress: to be confirmed"],
    ({ desk }) => desk.waiting.progress,
    ".p-status",
    { stranger: true },
  ),
  one(
    "customer",
    "progress-reject",
    ["进度：还没解决", "Progress: not solved"],
    ({ desk }) => desk.waiting.progress,
    ".p-status",
    {
      stranger: true,
      act: (stage) => button(stage, "驳回，没解决", "No, not yet"),
    },
  ),
  one(
    "customer",
    "progress-closed",
    ["进度：已关闭", "Progress: closed"],
    ({ desk }) => desk.closed.progress,
    ".p-status",
    { stranger: true },
  ),
  one("customer", "survey", ["满意度调查", "Survey"], ({ survey }) => survey, ".p-survey", {
    stranger: true,
  }),
];

const states = [
  one("states", "first-day", ["第一天的待办", "My tasks on the first day"], "/tasks", ".nothing", {
    fresh: true,
  }),
  one("states", "first-day-list", ["还没有工单", "No tickets yet"], tickets, ".nothing", {
    fresh: true,
  }),
  one(
    "states",
    "first-day-dashboard",
    ["还没有数据的看板", "A dashboard without data"],
    "/dashboards",
    ".dashboard-head, h1",
    { fresh: true },
  ),
  one(
    "states",
    "first-day-app",
    ["新应用首页", "Home of a new app"],
    studio,
    ".studio-map, .studio-part-link",
    { fresh: true },
  ),
  one("states", "first-day-audit", ["还没有消息", "No messages yet"], "/admin/messages", "h1", {
    fresh: true,
  }),
  one("states", "nothing-found", ["没有找到", "Nothing found"], `${tickets}?q=xyzzy`, ".nothing"),
  one(
    "states",
    "missing-ticket",
    ["工单不存在", "A ticket that is not there"],
    `${tickets}/01890000-0000-7000-8000-000000000000`,
    "h1, h2",
  ),
  one(
    "states",
    "missing-part",
    ["部件不存在", "A part that is not there"],
    `${studio}/flows/nothing_here`,
    "h1, h2",
  ),
  one("states", "nowhere", ["页面不存在", "A page that is not there"], "/nowhere", "h1, h2"),
  one(
    "states",
    "unknown-form",
    ["公开表单不存在", "A public form that is not there"],
    "/f/nothing",
    "h1",
    { stranger: true },
  ),
  one("states", "failed", ["服务器出错", "The server failed"], "/tasks", "[data-task]", {
    act: async ({ page }) => {
      await page.route("**/api/v1/forms/**", (route) =>
        route.fulfill({
          status: 500,
          contentType: "application/problem+json",
          body: JSON.stringify({ status: 500, code: "internal", title: "", detail: "" }),
        }),
      );
      await page.evaluate((path) => {
        history.pushState({}, "", path);
        dispatchEvent(new PopStateEvent("popstate"));
      }, tickets);
      await page.waitForTimeout(6000);
    },
  }),
  one("states", "offline", ["断网", "Offline"], "/tasks", "[data-task]", {
    act: async ({ page }) => {
      await page.context().setOffline(true);
      await page.waitForTimeout(600);
    },
  }),
];

export const screens: readonly Screen[] = [
  ...workbench,
  ...dashboards,
  ...builder,
  ...admin,
  ...entry,
  ...customer,
  ...states,
];
