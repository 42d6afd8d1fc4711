import assert from "node:assert/strict";
import { Caller } from "../support/caller.ts";
import { agent, signIn } from "../support/people.ts";
import { desk, journey } from "../support/story.ts";

const HOUR = 3_600_000;
const reported = {
  customer_phone: "13800138000",
  customer_name: "张伟",
  problem_type: "support",
  description: "摄像头每天中午掉线",
};

/** A device whose clock is so many milliseconds off. */
function clockOff(off: number) {
  const Real = Date;
  const moved = class extends Real {
    constructor(...parts: unknown[]) {
      super(...((parts.length > 0 ? parts : [Real.now() + off]) as [number]));
    }
    static override now() {
      return Real.now() + off;
    }
  };
  globalThis.Date = moved as DateConstructor;
}

journey(
  "accidents of people, clocks and networks at the desk cost nothing that was written",
  { folder: "accidents", founded: true },
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
    const now = page.getByRole("region", { name: "现在要做的" });
    const first = await boss.submit(reported);
    const path = `forms/ticket/records/${first.id}`;

    await story.step("a clock that is an hour ahead makes nothing an hour old", async () => {
      await li.context.addInitScript(clockOff, HOUR);
      await signIn(li, agent.phone, agent.password);
      const row = page.getByRole("row").filter({ hasText: first.number });
      await li.sees(row);
      assert.doesNotMatch(await row.innerText(), /1 小时/);
      await li.look("01-clock-ahead");
    });

    await story.step("a long reply survives the end of the session", async () => {
      await page.getByRole("row").filter({ hasText: first.number }).click();
      await page.getByRole("button", { name: "认领" }).click();
      await li.sees(page.getByRole("heading", { name: "轮到你处理" }));
      await page.getByRole("tab", { name: "内部备注" }).click();
      await page.getByRole("textbox", { name: "内部备注" }).fill("还没写完的备注");
      await page.getByRole("tab", { name: "回复客户" }).click();
      const reply = page.getByRole("textbox", { name: "回复客户" });
      await reply.fill("您好，\n我们查到中午固件会重启。".repeat(20));
      story.expected.push({ status: 401, path: /./ });
      await li.context.clearCookies();
      await page.getByRole("button", { name: "发送" }).click();
      await li.sees(page.getByRole("heading", { name: "登录" }));
      await li.look("02-session-ended");
      await page.getByLabel("手机号 / 工号 / 邮箱").fill(agent.phone);
      await page.getByLabel("密码", { exact: true }).fill(agent.password);
      await page.keyboard.press("Enter");
      const said = page.getByRole("article").filter({ hasText: "我们查到中午固件会重启" });
      await li.sees(said);
      await page.getByRole("tab", { name: "内部备注" }).click();
      const note = page.getByRole("textbox", { name: "内部备注" });
      assert.equal(await note.inputValue(), "还没写完的备注");
      const heard = async () =>
        (await boss.call<{ items: { text?: string }[] }>("GET", `${path}/activity`)).items.filter(
          (each) => JSON.stringify(each).includes("我们查到中午固件会重启"),
        ).length;
      await said.locator(".said-head").first().waitFor();
      await page.waitForTimeout(500);
      assert.equal(await heard(), 1);
      await note.fill("");
    });

    await story.step(
      "a task is filled in without a network, and completed once it is back",
      async () => {
        story.expected.push({ status: 0, path: /./ }, { status: 409, path: /\/complete$/ });
        await now.getByLabel("解决方案").fill("换了固件");
        await li.context.setOffline(true);
        await now.getByLabel("根本原因").fill("固件定时重启");
        await now.getByRole("button", { name: "已解决" }).click();
        await li.sees(page.locator(".ant-message, [role=alert]").first());
        await li.look("03-offline");
        assert.equal(await now.getByLabel("根本原因").inputValue(), "固件定时重启");
        await boss.call("PATCH", path, { values: { solution: "换了电源" } });
        await li.context.setOffline(false);
        await now.getByRole("button", { name: "已解决" }).click();
        const choice = page.getByRole("dialog", { name: "有人先保存了" });
        await li.sees(choice.getByText("换了电源"));
        await choice.getByRole("radio", { name: /我的/ }).check({ force: true });
        await choice.getByRole("button", { name: "按选择继续：已解决" }).click();
        await li.missesNow(choice);
        const { values } = await boss.call<{ values: Record<string, string> }>("GET", path);
        assert.deepEqual(
          [values.solution, values.root_cause, values.status],
          ["换了固件", "固件定时重启", "solved"],
        );
      },
    );

    await story.step(
      "on paper the ticket is the ticket, without what one could press",
      async () => {
        await li.open(`/forms/service_desk.ticket/${first.id}`);
        await li.sees(page.getByText("我们查到中午固件会重启").first());
        await page.emulateMedia({ media: "print" });
        await li.sees(page.getByText("我们查到中午固件会重启").first());
        for (const gone of [".rail", ".side", ".composer", ".crumbs"]) {
          assert.equal(await page.locator(gone).first().isVisible(), false, gone);
        }
        await li.picture("04-paper");
        const pages =
          (await page.pdf()).toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
        assert.ok(pages >= 1);
        await page.emulateMedia({ media: null });
      },
    );

    await story.step(
      "the console opens without a network, and is whole once it is back",
      async () => {
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await li.context.setOffline(true);
        await page.reload();
        await li.sees("正在重新连接");
        await li.context.setOffline(false);
        await li.sees(page.getByText("我们查到中午固件会重启"));
      },
    );

    await story.step(
      "a tab that was open over an upgrade says so, and goes on when opened again",
      async () => {
        const old = /\/assets\/.*\.(js|css)$/;
        story.expected.push({ status: 404, path: old });
        // What the service worker keeps or asks for does not pass by here.
        await li.context.addInitScript(() =>
          Reflect.deleteProperty(Navigator.prototype, "serviceWorker"),
        );
        await page.evaluate(async () => {
          await (await navigator.serviceWorker.getRegistration())?.unregister();
        });
        await page.reload();
        await page.route(old, (route) => route.fulfill({ status: 404, body: "not found" }));
        await page.getByRole("link", { name: "看板" }).first().click();
        await li.sees(page.getByRole("heading", { name: "服匠已更新" }));
        await li.look("05-old-tab");
        await page.unroute(old);
        await page.getByRole("button", { name: "重新打开" }).click();
        await li.sees(page.getByRole("article", { name: "今日新增" }));
      },
    );
  },
);
