import { deskAtWork } from "../support/desk-at-work.ts";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey, type Person, phone } from "../support/story.ts";

const flow = "/studio/service_desk/flows/ticket_flow";

/** Turns the reminder of the first step on or off: a change that every open ticket can follow. */
async function changes(builder: Person): Promise<void> {
  const { page } = builder;
  await builder.open(`${flow}?at=nodes.handle`);
  await page.getByRole("tab", { name: "时限" }).click();
  await page.getByRole("switch", { name: "到期之前" }).click();
}

journey(
  "tickets that are under way move to a new version of their flow",
  { folder: "migration", founded: true },
  async (story) => {
    const made = await story.step("a desk at work", () => deskAtWork(story.product));
    const builder = await story.person("builder", { size: desk, language: "zh-CN" });
    const { page } = builder;
    const running = page.locator(".fl-running");
    const dialog = page.getByRole("dialog");
    await signIn(builder, administrator.login, administrator.password);

    await story.step("with the publication: tried first, then moved", async () => {
      await changes(builder);
      await page.getByRole("button", { name: /^发布全部改动/ }).click();
      await dialog.getByRole("radio", { name: /换到新流程/ }).check();
      await builder.sees(dialog.getByText("3 张换到新流程"));
      await builder.look("tried");
      await dialog.getByRole("button", { name: "发布 1 项改动" }).click();
      await builder.sees(dialog.getByText("发布好了"));
      await builder.sees(dialog.getByText("换到版本 2：3 / 3 张"));
      await builder.look("moved");
      await page.keyboard.press("Escape");
      await builder.missesNow(dialog);
      await builder.sees(running.getByText("3 张工单正在走版本 2"));
    });

    await story.step("without: they stay", async () => {
      await changes(builder);
      await page.getByRole("button", { name: /^发布全部改动/ }).click();
      await dialog.getByRole("button", { name: "发布 1 项改动" }).click();
      await builder.sees(dialog.getByText("发布好了"));
      await page.keyboard.press("Escape");
      await builder.missesNow(dialog);
      await builder.sees(running.getByText("3 张工单正在走版本 2"));
    });

    await story.step("and are brought over from the versions", async () => {
      await page.getByRole("button", { name: "历史版本" }).click();
      await builder.sees(dialog.getByText("还有 3 张在走旧版本"));
      await builder.look("versions");
      await dialog.getByRole("button", { name: "换到新版本" }).click();
      const asked = page.getByRole("dialog", { name: /^换到版本 3/ });
      await builder.sees(asked.getByText("3 张换到新流程"));
      await builder.look("asked");
      await asked.getByRole("button", { name: "换过去（3 张）" }).click();
      await builder.sees(dialog.getByText("换到版本 3：3 / 3 张"));
      await builder.look("brought");
      await page.keyboard.press("Escape");
      await builder.missesNow(dialog);
      await builder.sees(running.getByText("3 张工单正在走版本 3"));
    });

    await story.step("the customer ends one of them as if nothing had been", async () => {
      const customer = await story.person("customer", { size: phone, language: "zh-CN" });
      await customer.open(made.waiting.progress);
      await customer.page.getByRole("button", { name: "确认，已解决" }).click();
      await customer.sees("感谢您的反馈");
      await builder.sees(running.getByText("2 张工单正在走版本 3"));
    });
  },
);
