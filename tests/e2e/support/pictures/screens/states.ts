/** What is not the usual case: nothing there yet, not found, not allowed, slow, broken, offline. */

import { button, one, problem, type Stage, studio, tickets } from "./screen.ts";

/** Goes on inside the console, without reading the page anew. */
async function goes({ page }: Stage, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
}

/** Nothing of this comes from the server. */
function slow(what: string): (stage: Stage) => Promise<void> {
  return async ({ page }) => {
    await page.route(what, () => new Promise(() => undefined));
  };
}

export const states = [
  one("states", "first-day", ["第一天的待办", "My tasks on the first day"], "/tasks", ".nothing", {
    viewer: "newcomer",
  }),
  one("states", "first-day-list", ["还没有工单", "No tickets yet"], tickets, ".nothing", {
    viewer: "newcomer",
  }),
  one(
    "states",
    "first-day-dashboard",
    ["还没有数据的看板", "A dashboard without data"],
    "/dashboards",
    ".dashboard-head, h1",
    { viewer: "newcomer" },
  ),
  one(
    "states",
    "first-day-app",
    ["新应用首页", "Home of a new app"],
    studio,
    ".studio-map, .studio-part-link",
    { viewer: "newcomer" },
  ),
  one("states", "first-day-outbox", ["还没有消息", "No messages yet"], "/admin/messages", "h1", {
    viewer: "newcomer",
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
    { viewer: "stranger" },
  ),
  one("states", "failed", ["服务器出错", "The server failed"], "/tasks", "[data-task]", {
    act: async (stage) => {
      const { page } = stage;
      await page.route("**/api/v1/forms/**", (route) => route.fulfill(problem(500, "internal")));
      await goes(stage, tickets);
      await page.waitForTimeout(6000);
    },
  }),
  one("states", "offline", ["断网", "Offline"], "/tasks", "[data-task]", {
    // Chromium lets the line of pushed changes live where it takes the network away.
    before: ({ page }) => page.routeWebSocket(/\/live$/, (line) => line.close()),
    act: async ({ page, phone }) => {
      await page.context().setOffline(true);
      await page.locator(phone ? ".away-line" : ".side-foot .dot.is-away").waitFor();
    },
  }),
  one("states", "slow-tasks", ["待办还在路上", "Tasks on their way"], "/tasks", ".bone", {
    before: slow("**/api/v1/tasks?**"),
    waiting: true,
  }),
  one("states", "slow-list", ["列表还在路上", "A list on its way"], tickets, ".bone", {
    before: slow("**/api/v1/forms/**"),
    waiting: true,
  }),
  one(
    "states",
    "slow-ticket",
    ["工单还在路上", "A ticket on its way"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".bone",
    {
      before: slow("**/api/v1/forms/*/records/**"),
      waiting: true,
    },
  ),
  one(
    "states",
    "slow-dashboard",
    ["看板还在路上", "A dashboard on its way"],
    "/dashboards",
    ".bone",
    {
      before: slow("**/api/v1/dashboards/**"),
      waiting: true,
    },
  ),
  one(
    "states",
    "slow-designer",
    ["设计器还在路上", "A designer on its way"],
    `${studio}/forms/ticket`,
    ".bone",
    {
      before: slow("**/api/v1/definitions/form/**"),
      waiting: true,
    },
  ),
  one("states", "slow-console", ["控制台还在路上", "The console on its way"], "/tasks", "body", {
    before: slow("**/api/v1/workspace"),
    waiting: true,
  }),
  one(
    "states",
    "slow-public-form",
    ["公开表单还在路上", "A public form on its way"],
    "/f/ticket",
    "[class*=bone], [class*=skeleton]",
    {
      viewer: "stranger",
      before: slow("**/api/v1/public/**"),
      waiting: true,
    },
  ),
  one("states", "not-allowed", ["没有权限", "Not allowed"], "/admin/people", ".nothing", {
    viewer: "agent",
  }),
  one("states", "not-a-builder", ["没有搭建权限", "Not a builder"], "/studio", ".nothing", {
    viewer: "agent",
  }),
  one(
    "states",
    "failed-save",
    ["没有保存成", "It was not saved"],
    ({ desk }) => `${tickets}/${desk.offered.id}`,
    ".now",
    {
      act: async (stage) => {
        const { page } = stage;
        await page.route("**/api/v1/tasks/**", (route) => route.fulfill(problem(500, "internal")));
        await button(stage, "认领", "Claim");
        await page.locator(".ant-notification-notice, .ant-message-notice").first().waitFor();
      },
    },
  ),
  one("states", "stumbled", ["页面出错", "A page that stumbled"], "/tasks", "[data-task]", {
    act: async (stage) => {
      const { page } = stage;
      await page.route("**/api/v1/dashboards/**", (route) =>
        route.fulfill({ json: { widgets: { lost: null } } }),
      );
      await goes(stage, "/dashboards/service_desk.cockpit");
      await page.locator("[role=alert]").first().waitFor();
    },
  }),
  one(
    "states",
    "public-failed",
    ["公开表单打不开", "A public form that does not open"],
    "/f/ticket",
    "h1",
    {
      viewer: "stranger",
      before: async ({ page }) => {
        await page.route("**/api/v1/public/**", (route) => route.fulfill(problem(500, "internal")));
      },
    },
  ),
  one(
    "states",
    "progress-gone",
    ["进度链接不存在", "A link to no ticket"],
    "/p/nothing-here",
    "h1",
    { viewer: "stranger" },
  ),
  one("states", "reconnected", ["网络恢复", "Back online"], "/tasks", "[data-task]", {
    act: async ({ page }) => {
      await page.context().setOffline(true);
      await page.waitForTimeout(600);
      await page.context().setOffline(false);
      await page.waitForTimeout(1200);
    },
  }),
];
