/** Where apps are built: their homes and all designers. */

import {
  button,
  choosesSheet,
  dialog,
  one,
  reads,
  type Stage,
  studio,
  tab,
  writes,
} from "./screen.ts";

const HOME = ".studio-map, .studio-part-link";

/** On a phone the settings lie below the canvas, behind a button. */
async function settings({ page, phone }: Stage): Promise<void> {
  if (phone) await page.locator(".d-bottom .d-grow").click();
}

/** Changes a rule here while somebody else changes it there. */
async function meets(stage: Stage): Promise<void> {
  const { page, word } = stage;
  const place = "definitions/rule/service_desk.dwell";
  const found = await reads<{
    draft: { version: number; document: Record<string, unknown> } | null;
    live: { document: Record<string, unknown> };
  }>(stage, place);
  await writes(stage, "PUT", `${place}/draft`, {
    version: found.draft?.version ?? 0,
    document: {
      ...(found.draft?.document ?? found.live.document),
      name: { "zh-CN": "处理满一天就升级", en: "Escalate after a day" },
    },
  });
  await page.getByTitle(word("改名", "Rename")).first().click();
  await page.keyboard.type(word("处理太久就升级", "Escalate what takes too long"));
  await page.keyboard.press("Enter");
  await page.locator(".d-note[role=alert]").waitFor();
}

export const studioScreens = [
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
  one("studio", "roles", ["角色", "Roles"], `${studio}/roles`, "h1"),
  one("studio", "teams", ["团队", "Teams"], `${studio}/teams`, "h1"),
  one("studio", "calendars", ["工作时间", "Calendars"], `${studio}/calendars`, "h1"),
  one("studio", "surveys", ["满意度调查", "Surveys"], `${studio}/surveys`, "h1"),
  one("studio", "templates", ["消息模板", "Templates"], `${studio}/templates`, "h1"),
  one("studio", "checklist", ["上线清单", "Going live"], studio, HOME, {
    act: async ({ page }) => page.locator(".try-todo").first().scrollIntoViewIfNeeded(),
  }),
  one("studio", "trial", ["体验身份：客服", "Trying it out as an agent"], studio, HOME, {
    own: true,
    act: async ({ page, word }) => {
      await page
        .locator(".try-switch")
        .getByRole("button", { name: word("客服", "Agent"), exact: true })
        .first()
        .click();
      await page.locator(".try-bar").waitFor();
      await page.waitForLoadState("networkidle");
    },
  }),
  one("studio", "trial-customer", ["体验身份：客户", "Trying it out as a customer"], studio, HOME, {
    own: true,
    act: async ({ page, word }) => {
      await page
        .locator(".try-switch")
        .getByRole("button", { name: word("客户", "Customer"), exact: true })
        .first()
        .click();
      await page.waitForURL(/\/f\//);
      await page.waitForLoadState("networkidle");
    },
  }),
  one(
    "studio",
    "form-settings",
    ["整张表单的设置", "Settings of a form"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: settings,
    },
  ),
  one(
    "studio",
    "form-policy",
    ["服务策略：级别与后续响应", "A service policy: levels and the next response"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: async (stage) => {
        await settings(stage);
        await stage.page.locator(".fd-policy button[aria-expanded]").first().click();
        await stage.page
          .locator(".fd-policy.is-open")
          .evaluate((policy) => policy.scrollIntoView({ block: "start" }));
      },
    },
  ),
  one(
    "studio",
    "form-levels",
    ["服务策略：各个级别", "A service policy: its levels"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: async (stage) => {
        await settings(stage);
        await stage.page.locator(".fd-policy button[aria-expanded]").first().click();
        await stage.page
          .locator(".fd-level")
          .last()
          .evaluate((level) => level.scrollIntoView({ block: "end" }));
      },
    },
  ),
  one(
    "studio",
    "form-public",
    ["对外链接与二维码", "Link and QR code"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: (stage) => tab(stage, "对外链接与二维码", "Link and QR code"),
    },
  ),
  one("studio", "form-lists", ["列表视图", "List views"], `${studio}/forms/ticket`, ".d-frame", {
    act: (stage) => tab(stage, "列表视图", "List views"),
  }),
  one(
    "studio",
    "form-rights",
    ["谁能看、谁能改", "Who sees and edits"],
    `${studio}/forms/ticket`,
    ".d-frame",
    {
      act: (stage) => tab(stage, "谁能看、谁能改", "Who sees and edits"),
    },
  ),
  one(
    "studio",
    "form-sheet",
    ["从 Excel 导入字段", "Fields from Excel"],
    `${studio}/forms/customer`,
    ".d-frame",
    {
      act: async (stage) => {
        await button(stage, "从 Excel 导入字段", "Fields from Excel");
        await dialog(stage);
      },
    },
  ),
  one(
    "studio",
    "form-sheet-columns",
    ["从 Excel 导入字段：各列", "Fields from Excel: the columns"],
    `${studio}/forms/customer`,
    ".d-frame",
    {
      act: async (stage) => {
        await button(stage, "从 Excel 导入字段", "Fields from Excel");
        await choosesSheet(stage, "设备台账.csv", [
          "设备编号,购买日期,保修,金额,等级,备注",
          "SN-0001,2025-03-01,是,12800.00,金牌,三号车间",
          "SN-0002,2025-04-12,否,9800.50,银牌,门卫室旁边那一台，钥匙在门卫那里",
          "SN-0003,2025-06-30,是,不详,金牌,",
        ]);
        await stage.page.locator(".fs-columns").waitFor();
      },
    },
  ),
  one(
    "studio",
    "flow-step",
    ["流程步骤：谁来做", "A step of a flow: who"],
    `${studio}/flows/ticket_flow?at=nodes.handle`,
    ".d-frame",
    { act: settings },
  ),
  ...(
    [
      ["how", "怎么做", "How"],
      ["due", "时限", "Due"],
      ["fields", "字段权限", "Fields"],
      ["advanced", "高级", "Advanced"],
    ] as const
  ).map(([key, zh, en]) =>
    one(
      "studio",
      `flow-step-${key}`,
      [`流程步骤：${zh}`, `A step of a flow: ${en.toLowerCase()}`],
      `${studio}/flows/ticket_flow?at=nodes.handle`,
      ".d-frame",
      {
        act: async (stage) => {
          await settings(stage);
          await tab(stage, zh, en);
        },
      },
    ),
  ),
  one(
    "studio",
    "flow-add",
    ["流程：加一步", "Adding a step"],
    `${studio}/flows/ticket_flow`,
    ".d-frame",
    {
      act: async (stage) => {
        await button(stage, "在这里加一步", "Add a step here");
        await stage.page.waitForTimeout(300);
      },
    },
  ),
  one(
    "studio",
    "flow-preview",
    ["流程预览", "Preview of a flow"],
    `${studio}/flows/ticket_flow`,
    ".d-frame",
    {
      act: (stage) => button(stage, "预览", "Preview"),
    },
  ),
  one(
    "studio",
    "flow-list",
    ["流程清单", "A flow as a list"],
    `${studio}/flows/ticket_flow`,
    ".d-frame",
    {
      only: "desk",
      act: (stage) => button(stage, "清单", "List"),
    },
  ),
  one(
    "studio",
    "draft-conflict",
    ["两个人同时改", "Two people change it at once"],
    `${studio}/rules/dwell`,
    ".rl-page",
    {
      act: meets,
      after: (stage) => writes(stage, "DELETE", "definitions/rule/service_desk.dwell/draft"),
    },
  ),
  one("studio", "new-app", ["新建应用", "A new app"], "/studio", ".app-card", {
    act: async (stage) => {
      await button(stage, "新建应用", "New app");
      await stage.page.waitForTimeout(300);
    },
  }),
  one("studio", "app-import", ["导入应用模板", "Importing a blueprint"], "/studio", ".app-card", {
    act: async (stage) => {
      await button(stage, "导入应用模板", "Import a blueprint");
      await stage.page.locator(".sheet-place").waitFor();
    },
  }),
  one(
    "studio",
    "app-menu",
    ["应用的更多操作", "What one can do with an app"],
    "/studio",
    ".app-card",
    {
      act: async (stage) => {
        await button(stage, "更多操作", "more");
        await stage.page.getByRole("menu").waitFor();
      },
    },
  ),
  one("studio", "app-remove", ["移除应用", "Removing an app"], "/studio", ".app-card", {
    act: async (stage) => {
      await button(stage, "更多操作", "more");
      await stage.page
        .getByRole("menuitem", { name: stage.word("移除应用", "Remove the app") })
        .click();
      await dialog(stage);
    },
  }),
  one(
    "studio",
    "rule-runs",
    ["规则的执行记录", "Runs of a rule"],
    `${studio}/rules/critical`,
    ".rl-page",
    {
      act: async (stage) => {
        await button(stage, "全部记录", "All runs");
        await dialog(stage);
      },
    },
  ),
  one(
    "studio",
    "calendar-year",
    ["工作时间：全年", "Calendar of the year"],
    `${studio}/calendars`,
    "h1",
    {
      act: async ({ page, word }) => {
        await page
          .getByText(word("全年", "The year"), { exact: true })
          .first()
          .evaluate((line) => line.scrollIntoView({ block: "start" }));
      },
    },
  ),
];
