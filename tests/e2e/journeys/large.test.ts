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

    await story.step(
      "one of a thousand is found in an edit form and in a condition of the list",
      async () => {
        await builder.open(`/forms/large.job/${word.id}`);
        await page.locator(".now").waitFor();
        await page.keyboard.press("e");
        await page.getByRole("combobox", { name: "配件", exact: true }).click();
        await page.keyboard.type("pj987");
        await builder.sees(page.getByRole("option", { name: "配件 987 号" }));
        await page.keyboard.press("Enter");
        const field = page.getByRole("textbox", { name: "经过" });
        const { height } = (await field.boundingBox()) ?? { height: Number.NaN };
        assert.ok(height < desk.height * 0.7, `20,000 characters take ${height} px`);
        await builder.look("ticket-edit");
        await page.keyboard.press("Escape");
        await builder.open("/forms/large.job");
        await page.locator("[data-record]").first().waitFor();
        await page.getByRole("button", { name: "筛选" }).click();
        await page.locator(".filter-editor input:focus").waitFor();
        await page.keyboard.type("配件");
        await page.locator(".pick-list button").first().click();
        await fewOf(page.locator(".filter-options .tick"));
        await page.keyboard.type("pj98 ");
        await builder.sees(page.locator(".filter-options .tick", { hasText: "配件 98 号" }));
        await builder.picture("filter");
      },
    );

    await story.step("a customer finds one of a thousand on a phone", async () => {
      const customer = await story.person("customer", { size: phone, language: "zh-CN" });
      await customer.open("/f/job");
      await customer.page.getByLabel("名称").fill("水泵不转");
      await customer.page.getByText("请选择").first().tap();
      await customer.page.getByPlaceholder("输入文字或拼音首字母").fill("pj987");
      await customer.look("portal-options");
      await customer.page.getByRole("option", { name: "配件 987 号" }).tap();
      await customer.page.getByRole("button", { name: "提交", exact: true }).tap();
      await customer.sees(customer.page.locator(".p-number strong"));
    });

    await story.step(
      "500 questions on a phone: led to the one that is missing, kept without a network",
      async () => {
        const customer = await story.person("questioned", { size: phone, language: "zh-CN" });
        const own = customer.page;
        const send = own.getByRole("button", { name: "提交", exact: true });
        await customer.open("/f/wide");
        await own.getByLabel("问题 0", { exact: true }).fill("第一个");
        await own.getByLabel("问题 252", { exact: true }).fill("中间一个");
        await send.tap();
        await own.locator(`#field-f_${large.fields - 1}:focus`).waitFor();
        await customer.picture("wide-missing");
        await own.keyboard.type("最后一个");
        // A page that is closed writes its draft.
        await own.reload();
        await own.getByLabel("问题 252", { exact: true }).waitFor();
        assert.equal(await own.getByLabel("问题 252", { exact: true }).inputValue(), "中间一个");
        story.expected.push({ status: 0, path: /./ });
        await customer.context.setOffline(true);
        await send.tap();
        await customer.sees("网络不通，已保存，点此重试");
        // What was sent goes out by itself when the network is back.
        await customer.context.setOffline(false);
        await customer.sees(own.locator(".p-number strong"));
      },
    );
  },
);
