/** What one does all day: tasks, searching, keys, what one is told. */

import { button, dialog, one, type Stage } from "./screen.ts";

async function typed({ page }: Stage, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").first().waitFor();
  await page.keyboard.type(text);
  await page.waitForTimeout(500);
}

async function bell(stage: Stage): Promise<void> {
  await button(stage, "通知", stage.phone ? "Notifications" : "Alerts");
  await dialog(stage);
}

export const workbench = [
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
      only: "desk",
      act: async ({ page }) => {
        for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
      },
    },
  ),
  one("workbench", "search", ["搜索与命令", "Search and commands"], "/tasks", "[data-task]", {
    act: (stage) => typed(stage, "摄像头"),
  }),
  one("workbench", "keys", ["快捷键", "Keys"], "/tasks", "[data-task]", {
    act: async ({ page }) => page.keyboard.press("?"),
  }),
  one("workbench", "bell", ["通知", "Notifications"], "/tasks", "[data-task]", {
    act: bell,
  }),
  one("workbench", "me", ["我", "Me"], "/me", "h1"),
  one("workbench", "commands", ["命令", "Commands"], "/tasks", "[data-task]", {
    act: (stage) => typed(stage, stage.word("新建", "new")),
  }),
  one("workbench", "what-reaches-me", ["通知偏好", "What reaches me"], "/tasks", "[data-task]", {
    act: async (stage) => {
      await bell(stage);
      await button(stage, "通知偏好", "What reaches me");
    },
  }),
  one("workbench", "my-menu", ["我的菜单", "My menu"], "/tasks", "[data-task]", {
    only: "desk",
    act: (stage) => button(stage, "，账号", "account"),
  }),
  one("workbench", "account", ["我的账号", "My account"], "/account", ".account section"),
  one(
    "workbench",
    "account-password",
    ["修改密码", "Changing the password"],
    "/account",
    ".account section",
    { act: (stage) => button(stage, "修改密码", "Change password") },
  ),
  one("workbench", "my-tasks-filter", ["待办筛选", "Filtering tasks"], "/tasks", "[data-task]", {
    only: "desk",
    act: async ({ page }) => {
      await page.locator(".task-filters button").first().click();
      await page.locator(".pick-list").filter({ visible: true }).first().waitFor();
    },
  }),
  one(
    "workbench",
    "my-tasks-transfer",
    ["待办批量转交", "Handing over several tasks"],
    "/tasks",
    "[data-task]",
    {
      only: "desk",
      act: async (stage) => {
        for (const key of ["j", "x", "j", "x"]) await stage.page.keyboard.press(key);
        await button(stage, "转交", "Hand over");
        await dialog(stage);
      },
    },
  ),
];
