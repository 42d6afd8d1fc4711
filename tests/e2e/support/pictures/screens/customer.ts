/** What customers see, without an account. */

import { button, one, type Stage } from "./screen.ts";

async function fillsIn({ page, word }: Stage): Promise<void> {
  await page.getByLabel(word("联系电话", "Phone")).fill("13800138000");
  await page.getByLabel(word("客户姓名", "Name")).fill("张伟");
  await page
    .getByRole("radio", { name: word("技术支持", "Technical support") })
    .check({ force: true });
  await page
    .getByLabel(word("问题描述", "Description"))
    .fill(word("大门口的摄像头没有画面", "No picture at the gate"));
}

export const customer = [
  one("customer", "public-form", ["公开表单", "Public form"], "/f/ticket", ".p-form", {
    viewer: "stranger",
  }),
  one(
    "customer",
    "public-form-wrong",
    ["公开表单：待修改", "Public form, to be corrected"],
    "/f/ticket",
    ".p-form",
    {
      viewer: "stranger",
      act: (stage) => button(stage, "提交", "Submit"),
    },
  ),
  one(
    "customer",
    "progress-received",
    ["进度：已收到", "Progress: received"],
    ({ desk }) => desk.offered.progress,
    ".p-status",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "progress-working",
    ["进度：处理中", "Progress: being worked on"],
    ({ desk }) => desk.claimed.progress,
    ".p-status",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "progress-confirm",
    ["进度：待确认", "Progress: to be confirmed"],
    ({ desk }) => desk.waiting.progress,
    ".p-status",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "progress-reject",
    ["进度：还没解决", "Progress: not solved"],
    ({ desk }) => desk.waiting.progress,
    ".p-status",
    {
      viewer: "stranger",
      act: (stage) => button(stage, "驳回，没解决", "No, not yet"),
    },
  ),
  one(
    "customer",
    "progress-closed",
    ["进度：已关闭", "Progress: closed"],
    ({ desk }) => desk.closed.progress,
    ".p-status",
    { viewer: "stranger" },
  ),
  one("customer", "survey", ["满意度调查", "Survey"], ({ survey }) => survey, ".p-survey", {
    viewer: "stranger",
  }),
  one(
    "customer",
    "public-form-filled",
    ["公开表单：已填写", "Public form, filled in"],
    "/f/ticket",
    ".p-form",
    {
      viewer: "stranger",
      act: fillsIn,
    },
  ),
  one("customer", "thanks", ["提交后", "After sending"], "/f/ticket", ".p-form", {
    viewer: "stranger",
    before: async ({ page, scene }) => {
      const { number, progress } = scene.desk.offered;
      await page.route("**/submissions", (route) =>
        route.fulfill({
          status: 201,
          json: { id: crypto.randomUUID(), number, progress_url: progress },
        }),
      );
    },
    act: async (stage) => {
      await fillsIn(stage);
      await button(stage, "提交", "Submit");
      await stage.page.locator(".p-thanks").waitFor();
    },
  }),
  one(
    "customer",
    "survey-answered",
    ["满意度调查：选了分", "Survey, answered"],
    ({ survey }) => survey,
    ".p-survey",
    {
      viewer: "stranger",
      act: ({ page }) =>
        page
          .locator(".p-survey [role=radio], .p-survey input[type=radio]")
          .nth(1)
          .click({ force: true }),
    },
  ),
  one(
    "customer",
    "board",
    ["看板的公开页面", "The public page of a dashboard"],
    ({ board }) => board.open,
    "main, body",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "board-ended",
    ["看板链接已失效", "A link to a dashboard that ended"],
    ({ board }) => board.ended,
    "h1",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "mail-refuse",
    ["不再接收邮件", "Wanting no more of a mail"],
    ({ board }) => board.refusal,
    "form button",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "mail-refuse-gone",
    ["退订链接不存在", "Nothing to refuse"],
    "/u/nothing-here",
    "h1",
    { viewer: "stranger" },
  ),
  one(
    "customer",
    "progress-reply",
    ["进度：补充说明", "Progress: saying more"],
    ({ desk }) => desk.claimed.progress,
    ".p-status",
    {
      viewer: "stranger",
      act: async (stage) => {
        await stage.page.locator(".p-dock button").first().click();
        await stage.page.locator(".p-sheet-form").waitFor();
      },
    },
  ),
  one(
    "customer",
    "progress-rate",
    ["进度：评价", "Progress: rating"],
    ({ desk }) => desk.closed.progress,
    ".p-status",
    {
      viewer: "stranger",
      act: async (stage) => {
        await button(stage, "评价", "Rate");
        await stage.page.locator(".p-sheet-form").waitFor();
      },
    },
  ),
];
