/** Dashboards, and what one asks of their numbers. */

import { button, dialog, one, type Stage, studio, tab } from "./screen.ts";

const cockpit = "/dashboards/service_desk.cockpit";

async function sends(stage: Stage): Promise<void> {
  await button(stage, "发送与分享", "Send and share");
  await dialog(stage);
}

export const dashboards = [
  one("dashboards", "dashboard", ["看板", "Dashboard"], "/dashboards", ".metric-number"),
  one(
    "dashboards",
    "wall",
    ["大屏", "Wall"],
    "/dashboards/service_desk.cockpit?wall=1",
    ".metric-number",
  ),
  one(
    "dashboards",
    "dashboard-menu",
    ["图表的更多操作", "What a chart can do"],
    cockpit,
    ".metric-number",
    {
      act: async ({ page }) => {
        await page.locator(".widget.is-pie .widget-more").click();
        await page.getByRole("menu").waitFor();
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-behind",
    ["数字背后的记录", "The records behind a number"],
    cockpit,
    ".metric-number",
    {
      act: async (stage) => {
        const { page, word } = stage;
        await page.locator(".widget.is-pie .widget-more").click();
        await page.getByRole("menuitem", { name: word("查看记录", "Show records") }).click();
        await dialog(stage);
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-crossed",
    ["按一块筛选其他图表", "One group filters the others"],
    cockpit,
    ".metric-number",
    {
      act: async ({ page }) => {
        const bars = page.locator(".widget.is-bar .bar-rows");
        await bars.getByRole("button").first().click();
        await page.locator(".crossed").waitFor();
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-filters",
    ["看板筛选", "Filters of a dashboard"],
    cockpit,
    ".metric-number",
    {
      act: async ({ page }) => {
        await page.locator(".filter-bar .filter").nth(1).click();
        await page.locator(".filter-options").waitFor();
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-sending",
    ["看板的定时发送", "Scheduled sending of a dashboard"],
    cockpit,
    ".metric-number",
    { act: sends },
  ),
  one(
    "dashboards",
    "dashboard-sending-new",
    ["新建定时发送", "A new schedule"],
    cockpit,
    ".metric-number",
    {
      act: async (stage) => {
        await sends(stage);
        await button(stage, "新建定时发送", "New schedule");
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-links",
    ["看板的公开链接", "Public links to a dashboard"],
    cockpit,
    ".metric-number",
    {
      act: async (stage) => {
        await sends(stage);
        await tab(stage, "公开链接", "Public links");
        await stage.page.locator(".sd-item:visible").first().waitFor();
      },
      viewer: "supervisor",
    },
  ),
  one(
    "dashboards",
    "dashboard-sent",
    ["已有的定时发送", "What is sent already"],
    cockpit,
    ".metric-number",
    {
      act: async (stage) => {
        await sends(stage);
        await stage.page.locator(".sd-item").first().waitFor();
      },
      viewer: "supervisor",
    },
  ),
  one(
    "dashboards",
    "dashboard-export",
    ["导出看板", "Exporting a dashboard"],
    cockpit,
    ".metric-number",
    {
      act: async (stage) => {
        await button(stage, "导出", "Export");
        await stage.page.getByRole("menu").waitFor();
      },
    },
  ),
  one(
    "dashboards",
    "dashboard-print",
    ["打印看板", "A dashboard on paper"],
    cockpit,
    ".metric-number",
    {
      only: "desk",
      act: ({ page }) => page.emulateMedia({ media: "print" }),
    },
  ),
  one(
    "dashboards",
    "dashboard-designer",
    ["看板设计器", "Dashboard designer"],
    `${studio}/dashboards/cockpit?at=widgets.by_type`,
    ".d-frame",
  ),
  one(
    "dashboards",
    "dashboard-designer-times",
    ["图表设置", "Settings of a chart"],
    `${studio}/dashboards/cockpit?at=widgets.times`,
    ".d-frame",
    {
      act: async ({ page, phone }) => {
        if (phone) await page.locator(".d-bottom .d-grow").click();
      },
    },
  ),
];
