import assert from "node:assert/strict";
import { Caller } from "../support/caller.ts";
import { agent, signIn } from "../support/people.ts";
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
