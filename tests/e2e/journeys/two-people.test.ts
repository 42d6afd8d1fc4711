import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { Caller } from "../support/caller.ts";
import { agent, signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey } from "../support/story.ts";

const reported = {
  customer_phone: "13800138000",
  customer_name: "张伟",
  problem_type: "support",
  description: "摄像头每天中午掉线",
};
/** More than a list loads at once. */
const MORE = 55;

journey(
  "two people write into one field of a task: both versions are shown, and the work goes on with the choice",
  { folder: "two-people", founded: true },
  async (story) => {
    const boss = new Caller(story.product);
    await boss.signIn();
    await boss.call("POST", "people", {
      name: agent.name,
      phone: agent.phone,
      password: agent.password,
      roles: ["service_desk.agent"],
      teams: ["service_desk.tech"],
    });
    const li = await story.person("agent", { size: desk, language: "zh-CN" });
    const { page } = li;
    const made = await boss.submit(reported);
    const path = `forms/ticket/records/${made.id}`;
    const now = page.getByRole("region", { name: "现在要做的" });

    await story.step("the agent claims a ticket and writes how it was solved", async () => {
      await signIn(li, agent.phone, agent.password);
      await page.getByRole("row").filter({ hasText: made.number }).click();
      await page.getByRole("button", { name: "认领" }).click();
      await li.sees(page.getByRole("heading", { name: "轮到你处理" }));
      await now.getByLabel("解决方案").fill("换了固件");
      await li.sees(now.getByText(/草稿/));
    });

    await story.step("meanwhile the supervisor writes into the same field", async () => {
      await boss.call("PATCH", path, { values: { solution: "换了电源" } });
    });

    await story.step("after a reload the agent completes it and is shown both", async () => {
      await page.reload();
      assert.equal(await now.getByLabel("解决方案").inputValue(), "换了固件");
      story.expected.push({ status: 409, path: /\/complete$/ });
      await now.getByRole("button", { name: "已解决" }).click();
      const choice = page.getByRole("dialog", { name: "有人先保存了" });
      await li.sees(choice.getByText("换了电源"));
      await li.sees(choice.getByText("换了固件"));
      await li.look("01-both-versions");
      await choice.getByRole("radio", { name: /对方的/ }).check({ force: true });
      await choice.getByRole("button", { name: "按选择继续：已解决" }).click();
      await li.missesNow(choice);
      const { values } = await boss.call<{ values: Record<string, string> }>("GET", path);
      assert.deepEqual([values.solution, values.status], ["换了电源", "solved"]);
    });

    await story.step("and selects a whole list, also what is not loaded", async () => {
      for (let each = 0; each < MORE; each += 1) await boss.submit(reported);
      await li.open("/forms/service_desk.ticket");
      await page.getByRole("checkbox", { name: "全选" }).check({ force: true });
      await page.getByRole("button", { name: `选中全部 ${MORE + 1} 条` }).click();
      await li.sees(`已选 ${MORE + 1} 条`);
      await li.look("02-whole-list");
    });
  },
);

interface Kept {
  live: { document: Record<string, unknown> };
  draft: { version: number; document: Record<string, unknown> } | null;
}

interface Designer {
  kind: string;
  key: string;
  title: string;
  /** Something that shows when the designer can be used. */
  ready: (page: Page) => Locator;
  /** Another change than a name. */
  change: (page: Page) => Promise<void>;
  /** How much of what was changed there is. */
  count: (document: Record<string, unknown>) => number;
}

const THEN = "then";
const place = (page: Page, at: string) => page.locator(`[data-place="${at}"]`);
const widget = (page: Page, name: string) => page.locator(`[data-canvas-item="${name}"]`);
const step = (page: Page) => page.getByRole("group", { name: /^第 1 件事/ });
const designers: Designer[] = [
  {
    kind: "form",
    key: "ticket",
    title: "服务工单",
    ready: (page) => page.locator("[data-field-card]").first(),
    change: async (page) => {
      await page.locator("[data-field-card] .fd-cover").first().click();
      await page.keyboard.press("Control+d");
    },
    count: ({ fields }) => Object.keys(fields as object).length,
  },
  {
    kind: "flow",
    key: "ticket_flow",
    title: "工单流程",
    ready: (page) => place(page, "nodes.confirm"),
    change: async (page) => {
      await place(page, "nodes.confirm").click();
      await page.keyboard.press("Control+d");
    },
    count: ({ nodes }) => Object.keys(nodes as object).length,
  },
  {
    kind: "rule",
    key: "critical",
    title: "紧急通知",
    ready: step,
    change: async (page) => {
      await step(page).focus();
      await page.keyboard.press("Control+d");
    },
    count: ({ [THEN]: steps }) => (steps as unknown[]).length,
  },
  {
    kind: "dashboard",
    key: "cockpit",
    title: "客服驾驶舱",
    ready: (page) => widget(page, "waiting"),
    change: async (page) => {
      await widget(page, "waiting").click();
      await page.keyboard.press("Control+d");
    },
    count: ({ widgets }) => Object.keys(widgets as object).length,
  },
];

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.locator(".d-title button", { hasText: from }).click();
  await page.locator(".d-title-input").fill(to);
  await page.locator(".d-title-input").press("Enter");
}

journey(
  "two builders in one designer: nothing that either of them did is lost unasked",
  { folder: "two-builders", founded: true },
  async (story) => {
    const boss = new Caller(story.product);
    await boss.signIn();
    const { name, phone, password } = agent;
    const roles = ["service_desk.supervisor"];
    await boss.call("POST", "people", { name, phone, password, admin: true, roles });
    const one = await story.person("one", { size: desk, language: "zh-CN" });
    const other = await story.person("other", { size: desk, language: "zh-CN" });
    await signIn(one, administrator.login, administrator.password);
    await signIn(other, phone, password);
    story.expected.push({ status: 409, path: /\/draft$/ });

    for (const { kind, key, title, ready, change, count } of designers) {
      const path = `definitions/${kind}/service_desk.${key}`;
      const read = () => boss.call<Kept>("GET", path);
      const saved = (person: typeof one) =>
        person.sees(person.page.locator(".d-saved", { hasText: "已自动保存" }));
      const note = (person: typeof one) => person.page.getByRole("alert");

      await story.step(`${kind}: one names it, the other changes it, both are kept`, async () => {
        for (const each of [one, other]) {
          await each.open(`/studio/service_desk/${kind}s/${key}`);
          await each.sees(ready(each.page));
        }
        await rename(one.page, title, `${title}甲`);
        await saved(one);
        await change(other.page);
        await other.sees(note(other).getByText("也改了这里"));
        await other.look(`${kind}-both`);
        await note(other).getByRole("button", { name: "把我的改动加到对方的版本上" }).click();
        await saved(other);
        await other.missesNow(note(other));
        const { live, draft } = await read();
        assert.ok(draft);
        assert.equal((draft.document.name as Record<string, string>)["zh-CN"], `${title}甲`);
        assert.equal(count(draft.document), count(live.document) + 1);
      });

      await story.step(`${kind}: undoing everything forgets nothing of the other one`, async () => {
        const before = await read();
        assert.ok(before.draft);
        const undo = one.page.getByRole("button", { name: "撤销", exact: true });
        await undo.click();
        await one.sees(note(one).getByText("李娜"));
        assert.deepEqual(await read(), before);
        await one.look(`${kind}-undone`);
        await note(one).getByRole("button", { name: "用对方的" }).click();
        await one.missesNow(note(one));
        await one.sees(one.page.locator(".d-title", { hasText: `${title}甲` }));
        assert.deepEqual(await read(), before);
      });

      await story.step(`${kind}: what was published meanwhile is not taken back`, async () => {
        const { draft } = await read();
        assert.ok(draft);
        await boss.call("PUT", `${path}/draft`, {
          version: draft.version,
          document: { ...draft.document, name: `${title}乙` },
        });
        const { accept } = await boss.call<{ accept: string[] }>(
          "GET",
          "apps/service_desk/changes",
        );
        await boss.call("POST", "apps/service_desk/publish", { accept });
        for (const each of [one, other]) {
          await each.sees(each.page.locator(".d-title", { hasText: `${title}乙` }));
          assert.equal(await note(each).count(), 0);
        }
        const were = count(draft.document);
        await change(one.page);
        await saved(one);
        const after = await read();
        assert.equal(after.draft?.document.name, `${title}乙`);
        assert.equal(count(after.draft?.document ?? {}), were + 1);
        await boss.call("DELETE", `${path}/draft`);
      });
    }
  },
);
