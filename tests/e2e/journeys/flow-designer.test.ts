import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey, phone } from "../support/story.ts";

const address = "/studio/service_desk/flows/ticket_flow";

/** What the canvas shows of a place in the document. */
const at = (page: Page, place: string): Locator => page.locator(`[data-place="${place}"]`);
const plus = (page: Page, way: string): Locator => page.locator(`[data-id="+${way}"] .fl-add`);
const choose = (page: Page, name: string): Locator =>
  page.locator(".fl-picker-list button", { hasText: name });

/** Cards and heads from top to bottom. */
async function trunk(page: Page): Promise<string[]> {
  const boxes = await page.locator(".fl-card, .fl-head").evaluateAll((all) =>
    all.map((each) => ({
      name: each.querySelector("b")?.textContent ?? "",
      top: each.getBoundingClientRect().top,
    })),
  );
  return boxes.sort((one, other) => one.top - other.top).map((each) => each.name);
}

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  assert.ok(start && end);
  const [x1, y1] = [start.x + 60, start.y + 20];
  const [x2, y2] = [end.x + end.width / 2, end.y + end.height / 2];
  await page.mouse.move(x1, y1);
  await page.mouse.down();
  for (let step = 1; step <= 10; step += 1) {
    await page.mouse.move(x1 + ((x2 - x1) * step) / 10, y1 + ((y2 - y1) * step) / 10);
  }
  await page.locator(".fl-add.is-on").waitFor();
  await page.mouse.up();
}

const FIRST = ["提交", "智能分配", "处理", "用户确认", "归档"];

journey(
  "a builder changes a flow by mouse and keyboard, and takes it all back",
  { folder: "flow-designer", founded: true },
  async (story) => {
    const builder = await story.person("builder", { size: desk, language: "zh-CN" });
    const { page } = builder;
    await signIn(builder, administrator.login, administrator.password);

    await story.step("the flow as a tree", async () => {
      await builder.open(address);
      await builder.sees(at(page, "nodes.handle"));
      assert.deepEqual(await trunk(page), FIRST);
      await builder.look("tree");
    });

    await story.step("a step is put in at a plus, and a condition added", async () => {
      await plus(page, "handle.done").click();
      await choose(page, "条件分支").click();
      await builder.sees(at(page, "nodes.branch"));
      await plus(page, "branch.line_1").click();
      await choose(page, "抄送").click();
      await builder.sees(at(page, "nodes.cc"));
      await page.locator(".fl-add-line").last().click();
      await builder.sees(at(page, "nodes.branch.lines.2"));
      await builder.look("branch");
    });

    await story.step("a card is dragged to another plus", async () => {
      await page.getByRole("button", { name: "看全图" }).click();
      await builder.atRest();
      await drag(page, at(page, "nodes.confirm"), plus(page, "start.to"));
      await page.locator('[data-id="+confirm.confirmed"]').waitFor();
      assert.equal((await trunk(page))[1], "用户确认");
    });

    await story.step("by keys: arrows, Alt, copy, paste, duplicate, Delete", async () => {
      await at(page, "nodes.confirm").click();
      await page.keyboard.press("Alt+ArrowDown");
      await page.waitForFunction(
        () => document.activeElement?.getAttribute("data-place") === "nodes.confirm",
      );
      await page.keyboard.press("Control+c");
      await page.keyboard.press("Control+d");
      await builder.sees(at(page, "nodes.confirm_2"));
      await page.keyboard.press("Delete");
      await builder.missesNow(at(page, "nodes.confirm_2"));
      await at(page, "nodes.start").click();
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction(
        () => document.activeElement?.getAttribute("data-place") !== "nodes.start",
      );
      await page.keyboard.press("Control+v");
      await builder.sees(at(page, "nodes.confirm_2"));
      await page.keyboard.press("+");
      await builder.sees(page.locator(".fl-picker-list"));
      await page.keyboard.press("Escape");
    });

    await story.step("the panel: who, how, due, fields", async () => {
      await at(page, "nodes.handle").click();
      await builder.sees("就交给");
      await page.getByRole("tab", { name: "字段权限" }).click();
      await page.getByRole("radio", { name: "根本原因: 必填" }).check({ force: true });
      await builder.sees(at(page, "nodes.handle").getByText("必填 2 项"));
      await page.getByRole("tab", { name: "时限" }).click();
      await builder.look("due");
    });

    await story.step("a preview walks it", async () => {
      await page.getByRole("button", { name: "预览" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "已解决" }).click();
      await builder.sees(dialog.locator(".fl-trail .is-here"));
      await builder.look("preview");
      await page.keyboard.press("Escape");
      await builder.missesNow(dialog);
    });

    await story.step("everything is taken back", async () => {
      const undo = page.getByRole("button", { name: "撤销" });
      while (await undo.isEnabled()) {
        await undo.click();
      }
      assert.deepEqual(await trunk(page), FIRST);
      await builder.atRest();
    });

    await story.step("on a phone it is a list", async () => {
      const small = await story.person("phone", { size: phone, language: "en" });
      await signIn(small, administrator.login, administrator.password);
      await small.open(address);
      await small.sees(small.page.locator(".fl-item").first());
      await small.look("phone-list");
      await small.page.locator(".fl-item").nth(1).tap();
      await small.page.getByRole("button", { name: "Handle", exact: true }).last().tap();
      await small.sees(small.page.getByRole("dialog"));
      await small.look("phone-panel");
    });
  },
);
