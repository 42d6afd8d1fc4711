import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { Caller } from "../support/caller.ts";
import { large, makeLarge } from "../support/large-app.ts";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey, phone } from "../support/story.ts";

/** More than this on one screen is more than anybody sees. */
const SEEN = 120;

async function fewOf(rows: Locator): Promise<void> {
  const count = await rows.count();
  assert.ok(count > 0 && count < SEEN, `${count} are drawn`);
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", given);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

journey(
  "what is large stays legible: a thousand options, hundreds of rules and steps, 20,000 characters",
  { folder: "large", founded: true },
  async (story) => {
    const boss = new Caller(story.product);
    await boss.signIn();
    const [long, word] = await story.step("a large app", () => makeLarge(boss, 2));
    assert.ok(long && word);
    const builder = await story.person("builder", { size: desk, language: "zh-CN" });
    const { page } = builder;
    await signIn(builder, administrator.login, administrator.password);

    await story.step("its home shows some rules and leads to all", async () => {
      await builder.open("/studio/large");
      await builder.sees(`查看全部 ${large.rules} 条规则`);
      await fewOf(page.locator(".studio-rules li"));
      await builder.look("home");
    });

    await story.step("a thousand options: found, moved to the end, and more pasted", async () => {
      await builder.open("/studio/large/forms/job?at=fields.part");
      const rows = page.locator(".s-option-label");
      await rows.first().waitFor();
      await fewOf(rows);
      await page
        .getByRole("searchbox", { name: `在 ${large.options} 个选项里找` })
        .fill("peijian987");
      await page.waitForFunction(() => document.querySelectorAll(".s-option-label").length === 1);
      await rows.first().press("Alt+End");
      await page.locator(`[data-place="${large.options - 1}"]`).waitFor();
      await page.getByRole("searchbox", { name: "个选项里找" }).fill("");
      await page.locator('[data-place="0"]').waitFor();
      await builder.look("options");
      await rows.first().click();
      await paste(page, "一号库\r\n二号库\r\n三号库");
      await builder.sees("最多 1000 个选项，现在有 1003 个");
    });

    await story.step("the rule that is open is in sight, another one is found", async () => {
      await builder.open("/studio/large/rules/rule_250");
      await builder.sees(page.locator(".rl-item.is-here"));
      await fewOf(page.locator(".rl-item"));
      await page.getByRole("searchbox", { name: "搜索规则" }).fill("tixing499");
      await builder.sees(page.locator(".rl-item", { hasText: "提醒 499 号配件" }));
      await builder.look("rules");
    });

    await story.step("of 200 steps those in sight are drawn", async () => {
      await builder.open("/studio/large/flows/way");
      await page.locator(".fl-card").first().waitFor();
      await fewOf(page.locator(".fl-card"));
      await builder.look("flow");
    });

    await story.step("a ticket says where it is, and folds what is long", async () => {
      for (const [name, { id }] of Object.entries({ text: long, word })) {
        await builder.open(`/forms/large.job/${id}`);
        await builder.sees("还有 197 步");
        await builder.sees("展开全文");
        await builder.look(`ticket-${name}`);
      }
      await page.getByRole("button", { name: "还有 197 步" }).click();
      await builder.sees(page.locator(".steps-left").getByText("第 100 步"));
    });

    await story.step("a customer finds one of a thousand on a phone", async () => {
      const customer = await story.person("customer", { size: phone, language: "zh-CN" });
      await customer.open("/f/job");
      await customer.page.getByLabel("名称").fill("水泵不转");
      await customer.page.getByText("请选择").first().tap();
      await customer.page.getByPlaceholder("输入文字或拼音").fill("987");
      await customer.look("portal-options");
      await customer.page.getByRole("option", { name: "配件 987 号" }).tap();
      await customer.page.getByRole("button", { name: "提交", exact: true }).tap();
      await customer.sees(customer.page.locator(".p-number strong"));
    });
  },
);
