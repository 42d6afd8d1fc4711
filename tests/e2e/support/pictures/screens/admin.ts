/** What administrators look after. */

import { button, choosesSheet, dialog, one, type Stage } from "./screen.ts";

const ROWS = "[role=cell], td, .job";

async function opens(stage: Stage, name: string): Promise<void> {
  await button(stage, name, name);
  await dialog(stage);
}

/** Two colleagues who can come, one who cannot. */
async function sheetOfPeople(stage: Stage): Promise<void> {
  await button(stage, "从表格导入", "Import");
  await choosesSheet(stage, "成员.csv", [
    "姓名,手机号,邮箱,工号,部门",
    "陈明,13911110001,chenming@example.com,A-2001,客户服务部",
    "刘洋,13911110002,,A-2002,技术支持组",
    "无名,123,,,没有的部门",
  ]);
  await stage.page.locator(".sheet-rows").waitFor();
}

/** Invitations keep to the machine's own time, whatever the test clock says. */
const daysAfter = ({ page }: Stage, days: number): Promise<void> =>
  page.clock.setFixedTime(Date.now() + days * 86_400_000);

async function showsInvitation(stage: Stage): Promise<void> {
  await opens(stage, "陈琳");
  await stage.page.locator(".person-invitation").scrollIntoViewIfNeeded();
}

export const admin = [
  one("admin", "people", ["人员", "People"], "/admin/people", ROWS),
  one("admin", "person", ["一个人", "A person"], "/admin/people", ROWS, {
    act: (stage) => opens(stage, "李娜"),
  }),
  one("admin", "departments", ["部门", "Departments"], "/admin/departments", "h1"),
  one("admin", "partners", ["外部机构", "Partners"], "/admin/partners", "h1"),
  one("admin", "keys-of-programs", ["接口密钥", "Keys"], "/admin/keys", "h1"),
  one("admin", "audit", ["操作日志", "Audit"], "/admin/audit", "h1"),
  one("admin", "outbox", ["消息", "Messages"], "/admin/messages", "h1"),
  one("admin", "settings", ["设置", "Settings"], "/admin/settings", "form, .field"),
  one("admin", "person-new", ["添加成员", "Adding a colleague"], "/admin/people", ROWS, {
    act: async (stage) => {
      await button(stage, "添加成员", "Add");
      await dialog(stage);
    },
  }),
  one("admin", "hand-over", ["工作交接", "Handing over work"], "/admin/people", ROWS, {
    act: async (stage) => {
      await opens(stage, "李娜");
      await stage.page.locator(".person-active input").first().uncheck();
      await stage.page.locator("#hand-over-title").scrollIntoViewIfNeeded();
      await stage.page.waitForTimeout(500);
    },
  }),
  one(
    "admin",
    "people-import",
    ["从表格导入成员", "Colleagues from a sheet"],
    "/admin/people",
    ROWS,
    {
      act: sheetOfPeople,
    },
  ),
  one("admin", "health", ["运行状况", "System health"], "/admin/health", ".health-card"),
  one(
    "admin",
    "health-good",
    ["运行状况：正常的检查", "System health: what is fine"],
    "/admin/health",
    ".health-card",
    {
      act: ({ page }) => page.locator(".health-good summary").click(),
    },
  ),
  one("admin", "message", ["一条消息", "A message as it was sent"], "/admin/messages", ROWS, {
    act: async (stage) => {
      const { page, phone, word } = stage;
      await page
        .locator(phone ? ".job" : "tbody tr")
        .filter({ hasText: "@example.com" })
        .filter({ hasText: word("已发送", "Sent") })
        .locator(phone ? ".job-title" : ".as-text")
        .first()
        .click();
      await dialog(stage);
    },
  }),
  one("admin", "ways", ["消息的渠道", "Ways of telling people"], "/admin/settings", ".way", {
    act: ({ page }) =>
      page
        .locator(".way")
        .first()
        .evaluate((way) => way.scrollIntoView({ block: "start" })),
  }),
  one("admin", "way-sms", ["设置短信", "Setting up text messages"], "/admin/settings", ".way", {
    act: async (stage) => {
      await stage.page.locator("button.way").nth(1).click();
      await dialog(stage);
    },
  }),
  one("admin", "limits", ["登录锁定与限制", "Lockouts and limits"], "/admin/limits", "h2"),
  one(
    "admin",
    "settings-place",
    ["设置：语言、国家和时区", "Settings: language, country, time zone"],
    "/admin/settings",
    "form, .field",
    {
      act: async ({ page, word }) => {
        await page
          .getByText(word("国家或地区", "Country"))
          .first()
          .evaluate((line) => line.scrollIntoView({ block: "center" }));
      },
    },
  ),
  one("admin", "key-new", ["新建密钥", "A new key"], "/admin/keys", "h1", {
    act: async (stage) => {
      await button(stage, "新建密钥", "New key");
      await dialog(stage);
    },
  }),
  one("admin", "partner-new", ["新建合作伙伴", "A new partner"], "/admin/partners", "h1", {
    act: async (stage) => {
      await button(stage, "新建合作伙伴", "New partner");
      await dialog(stage);
    },
  }),
  one("admin", "way-wecom", ["设置企业微信", "Setting up WeCom"], "/admin/settings", ".way", {
    act: async (stage) => {
      await stage.page
        .locator("button.way")
        .filter({ hasText: /企业微信|WeCom/ })
        .click();
      await dialog(stage);
    },
  }),
  one("admin", "person-invited", ["邀请过的人", "Who was invited"], "/admin/people", ROWS, {
    before: (stage) => daysAfter(stage, 0),
    act: showsInvitation,
  }),
  one(
    "admin",
    "person-invited-over",
    ["邀请已过期", "An invitation that is too old"],
    "/admin/people",
    ROWS,
    { before: (stage) => daysAfter(stage, 4), act: showsInvitation },
  ),
  one(
    "admin",
    "people-import-first",
    ["导入成员：怎么登录", "Colleagues from a sheet: how they come in"],
    "/admin/people",
    ROWS,
    {
      act: async (stage) => {
        await sheetOfPeople(stage);
        const { page } = stage;
        await page.locator(".sheet-first input").nth(1).check();
        await page.locator(".sheet-first").evaluate((part) => part.scrollIntoView());
      },
    },
  ),
  one("admin", "robots", ["群机器人", "Group robots"], "/admin/settings", "#robots .way", {
    act: ({ page }) =>
      page.locator("#robots").evaluate((part) => part.scrollIntoView({ block: "start" })),
  }),
  one(
    "admin",
    "robot",
    ["一个群的机器人", "The robot of a group"],
    "/admin/settings",
    "#robots .way",
    {
      act: async (stage) => {
        await stage.page.locator("#robots .way").first().click();
        await dialog(stage);
      },
    },
  ),
  one(
    "admin",
    "robot-new",
    ["接入群机器人", "Connecting a robot"],
    "/admin/settings",
    "#robots .way",
    {
      act: async (stage) => {
        await button(stage, "接入群机器人", "Connect a robot");
        await dialog(stage);
      },
    },
  ),
];
