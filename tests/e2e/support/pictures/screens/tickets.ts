/** A ticket, and everything one does with it. */

import { button, dialog, one, reads, type Stage, tab, tickets, writes } from "./screen.ts";

/** Writes a description while somebody else saves another one. */
async function savesLate(stage: Stage): Promise<void> {
  const { page, word, scene } = stage;
  const { id } = scene.desk.contested;
  await button(stage, "编辑", "Edit");
  await page
    .locator(".edit-fields textarea")
    .first()
    .fill(
      word("会议室投影仪没有画面，换过线也一样", "No picture from the projector, new cable or not"),
    );
  const { version } = await reads<{ version: number }>(stage, `forms/ticket/records/${id}`);
  await writes(stage, "PATCH", `forms/ticket/records/${id}`, {
    version,
    values: {
      description: `会议室投影仪没有画面，客户说下午三点开会前要用（第 ${version} 次来电）`,
    },
  });
  await button(stage, "保存", "Save");
  await dialog(stage);
}

/** Fills in a solution while a colleague writes another one. */
async function solvesLate(stage: Stage): Promise<void> {
  const { page, word, scene } = stage;
  const now = page.locator(".now");
  await now
    .getByLabel(word("解决方案", "Solution"))
    .first()
    .fill(word("换了投影仪的信号线", "Put in a new cable"));
  await page.waitForTimeout(800);
  await writes(stage, "PATCH", `forms/ticket/records/${scene.desk.contested.id}`, {
    values: { solution: `换了投影仪的电源（${Date.now() % 1000}）` },
  });
  await button(stage, "已解决", "Solved");
  await dialog(stage);
}

/** Nothing is left of it in the ticket. */
async function releasesSolution(stage: Stage): Promise<void> {
  await writes(stage, "PATCH", `forms/ticket/records/${stage.scene.desk.contested.id}`, {
    values: { solution: null },
  });
}

/** A task that can be given back to two steps before it, as in a flow of several. */
async function several({ page, word }: Stage): Promise<void> {
  await page.route("**/api/v1/forms/*/records/*/flow", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const returns = [
      { node: "accept", name: word("受理", "Intake"), person: "李娜" },
      { node: "quote", name: word("报价", "Quote"), person: "Bartholomew Featherstonehaugh" },
    ];
    const given = text
      .replaceAll(/"returns":\s*\[\]/g, `"returns":${JSON.stringify(returns)}`)
      .replaceAll(/"can":\s*\[("complete")/g, '"can":["return",$1');
    await route.fulfill({ response: answer, body: given });
  });
}

export const ofTickets = [
  one(
    "tickets",
    "ticket",
    ["工单（处理中）", "Ticket, claimed"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
  ),
  one(
    "tickets",
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
    "tickets",
    "ticket-hand-over",
    ["转交", "Handing over"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      act: (stage) => button(stage, "转交", "Hand over"),
    },
  ),
  one(
    "tickets",
    "ticket-offered",
    ["工单（待认领）", "Ticket, to be claimed"],
    ({ desk }) => `${tickets}/${desk.offered.id}`,
    ".now",
  ),
  one(
    "tickets",
    "ticket-closed",
    ["工单（已关闭）", "Ticket, closed"],
    ({ desk }) => `${tickets}/${desk.closed.id}`,
    "h1",
  ),
  one("tickets", "new-ticket", ["新建工单", "New ticket"], `${tickets}?new=1`, "[role=dialog]"),
  one(
    "tickets",
    "ticket-mention",
    ["备注里提到同事", "Mentioning a colleague"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      own: true,
      act: async (stage) => {
        const { page } = stage;
        if (stage.phone) await tab(stage, "动态", "Activity");
        await tab(stage, "内部备注", "Internal note");
        await page.locator(".composer textarea").first().click();
        await page.keyboard.type("@");
        await page.locator(".mention-list").waitFor();
      },
    },
  ),
  one(
    "tickets",
    "ticket-activity",
    ["工单：动态", "Ticket: activity"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    { only: "phone", act: (stage) => tab(stage, "动态", "Activity") },
  ),
  one(
    "tickets",
    "ticket-customer",
    ["工单：客户", "Ticket: customer"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    { only: "phone", act: (stage) => tab(stage, "客户", "Customer") },
  ),
  one(
    "tickets",
    "ticket-edit",
    ["编辑表单内容", "Editing what was submitted"],
    ({ desk }) => `${tickets}/${desk.contested.id}`,
    ".now",
    {
      act: async (stage) => {
        await button(stage, "编辑", "Edit");
        await stage.page.locator(".edit-fields").evaluate((form) => form.scrollIntoView());
      },
    },
  ),
  one(
    "tickets",
    "ticket-saved-before",
    ["有人先保存了", "Somebody saved first"],
    ({ desk }) => `${tickets}/${desk.contested.id}`,
    ".now",
    { act: savesLate },
  ),
  one(
    "tickets",
    "ticket-confirm-for",
    ["代客户确认", "Confirming for the customer"],
    ({ desk }) => `${tickets}/${desk.waiting.id}`,
    ".now",
    {
      act: async (stage) => {
        await button(stage, "确认", "Confirm");
        await dialog(stage);
      },
    },
  ),
  one(
    "tickets",
    "ticket-more",
    ["工单：更多", "Ticket: more"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    { act: (stage) => button(stage, "更多", "More") },
  ),
  one(
    "tickets",
    "ticket-erase",
    ["删除个人信息", "Erasing personal information"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      act: async (stage) => {
        await stage.page.locator(".erase-offer button").filter({ visible: true }).first().click();
        await dialog(stage);
      },
    },
  ),
  one(
    "tickets",
    "new-ticket-known",
    ["新建工单：老客户", "New ticket: a known customer"],
    `${tickets}?new=1`,
    "[role=dialog]",
    {
      act: async ({ page, word }) => {
        await page.getByLabel(word("联系电话", "Phone")).first().fill("13800138000");
        await page.locator("[role=dialog] .known, [role=dialog] [class*=known]").first().waitFor();
      },
    },
  ),
  one(
    "tickets",
    "ticket-both-versions",
    ["办理时有人先改了", "Somebody changed it before it was solved"],
    ({ desk }) => `${tickets}/${desk.contested.id}`,
    ".now",
    { act: solvesLate, after: releasesSolution },
  ),
  one(
    "tickets",
    "ticket-status",
    ["改状态", "Changing the status"],
    ({ desk }) => `${tickets}/${desk.closed.id}`,
    "h1",
    {
      act: async (stage) => {
        await stage.page.keyboard.press("s");
        await dialog(stage);
      },
      only: "desk",
    },
  ),
  one(
    "tickets",
    "ticket-return",
    ["退回上一步", "Returning it"],
    ({ desk }) => `${tickets}/${desk.claimed.id}`,
    ".now",
    {
      before: several,
      act: async (stage) => {
        await button(stage, "退回", "Return");
        await dialog(stage);
      },
    },
  ),
  one(
    "tickets",
    "ticket-level",
    ["工单：到了一个级别", "Ticket: a level is reached"],
    ({ desk }) => `${tickets}/${desk.offered.id}`,
    ".now",
  ),
];
