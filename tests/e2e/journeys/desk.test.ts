import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { agent, mark, report, signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey, phone } from "../support/story.ts";

/** The number of a metric on the dashboard. */
function metric(page: Page, title: string) {
  return page.getByRole("article", { name: title }).locator(".metric-number");
}

journey(
  "an agent solves a ticket, the customer rejects and then confirms, and the dashboard moves by itself",
  { folder: "desk", founded: true },
  async (story) => {
    const boss = await story.person("boss", { size: desk, language: "zh-CN" });
    const li = await story.person("agent", { size: desk, language: "zh-CN" });
    const customer = await story.person("customer", { size: phone, language: "zh-CN" });
    const office = li.page;
    let number = "";
    let progress = "";

    await story.step("the administrator adds a colleague", async () => {
      await boss.open("/");
      await boss.sees(boss.page.getByRole("heading", { name: "登录" }));
      await boss.look("01-sign-in");
      await signIn(boss, administrator.login, administrator.password);
      await boss.sees(boss.page.getByRole("heading", { name: "我的待办" }));
      await boss.look("02-first-tasks");
      await boss.page.getByRole("link", { name: "管理" }).click();
      await boss.sees("现在只有你一个人");
      await boss.look("03-people-alone");
      await boss.page.getByRole("button", { name: "添加成员" }).click();
      const drawer = boss.page.getByRole("dialog");
      await drawer.getByLabel("姓名").fill(agent.name);
      await drawer.getByRole("button", { name: "添加成员" }).click();
      await boss.sees(drawer.getByText("手机号、邮箱、工号至少填一项"));
      await boss.look("04-person-incomplete");
      await drawer.getByLabel("手机号").fill(agent.phone);
      await drawer.getByText("设置初始密码").click();
      await drawer.locator("input[type=password]").fill(agent.password);
      await drawer.getByLabel("角色", { exact: true }).click();
      await boss.page.getByTitle("客服", { exact: true }).click();
      await boss.page.keyboard.press("Escape");
      await drawer.getByLabel("客服组").click();
      await boss.page.getByTitle("技术支持组", { exact: true }).click();
      await boss.page.keyboard.press("Escape");
      await boss.look("05-person");
      await drawer.getByRole("button", { name: "添加成员" }).click();
      await boss.missesNow(drawer);
      await boss.sees(boss.page.getByRole("cell", { name: agent.phone }));
      await boss.look("06-people");
    });

    const wall = await story.step("and opens the dashboard", async () => {
      const page = await boss.anotherPage("/dashboards");
      await boss.sees(metric(page, "今日新增"), page);
      await boss.look("07-dashboard-empty", page);
      return page;
    });
    const wallStays = await mark(wall);
    const shows = async (title: string, value: number) => {
      await boss.sees(metric(wall, title).getByText(String(value), { exact: true }), wall);
    };
    await shows("今日新增", 0);
    await shows("待处理", 0);

    await story.step("the agent signs in by phone number", async () => {
      await li.open("/");
      await office.getByLabel("手机号 / 工号 / 邮箱").fill(agent.phone);
      await office.getByLabel("密码", { exact: true }).fill("not-this-one");
      story.expected.push({ status: 401, path: /\/session$/ });
      await office.getByRole("button", { name: "登录" }).click();
      await li.sees(office.getByRole("alert"));
      await li.look("08-sign-in-refused");
      await office.getByLabel("密码", { exact: true }).fill(agent.password);
      await office.keyboard.press("Enter");
      await li.sees("还没有轮到你的工作");
      await li.look("09-tasks-none");
    });
    const officeStays = await mark(office);
    const now = () => office.getByRole("region", { name: "现在要做的" });
    const row = () => office.getByRole("row").filter({ hasText: number });

    await story.step("a ticket arrives at the agent and on the dashboard by itself", async () => {
      ({ number, progress } = await report(customer, "摄像头每天中午掉线\n重启后好一会儿，又掉"));
      await li.sees(row());
      await li.sees(row().getByText("摄像头每天中午掉线"));
      await li.look("10-tasks");
      await shows("今日新增", 1);
      await shows("待处理", 1);
      await boss.sees(wall.getByRole("img", { name: /问题类型占比.*技术支持 1/ }), wall);
      assert.ok(await officeStays(), "the list was loaded anew");
    });

    await story.step("the agent claims it and sees why", async () => {
      await row().click();
      await li.sees(office.getByRole("heading", { name: "摄像头每天中午掉线" }));
      await li.look("11-ticket-offered");
      await office.getByRole("button", { name: "认领" }).click();
      await li.sees(office.getByRole("heading", { name: "轮到你处理" }));
      const why = await office
        .getByRole("region", { name: "现在要做的" })
        .locator(".why")
        .innerText();
      assert.match(why, /^为什么在我这里：.*技术支持组/);
      await li.look("12-ticket-claimed");
      await shows("待处理", 0);
      await shows("今日新增", 1);
    });

    await story.step("writes a note to colleagues and a reply to the customer", async () => {
      await office.getByRole("tab", { name: "内部备注" }).click();
      await office.getByRole("textbox", { name: "内部备注" }).fill("这批固件有问题，别告诉客户");
      await li.look("13-note");
      await office.getByRole("button", { name: "存为备注" }).click();
      await li.sees(office.getByRole("article").filter({ hasText: "别告诉客户" }));
      await office.getByRole("tab", { name: "回复客户" }).click();
      await office
        .getByRole("textbox", { name: "回复客户" })
        .fill("您好，今天下午给您远程升级固件。");
      await office.keyboard.press("Control+Enter");
      await li.sees(office.getByRole("article").filter({ hasText: "远程升级固件" }));
      await li.look("14-replied");
    });

    await story.step("cannot complete it without a solution", async () => {
      await office.getByRole("button", { name: "已解决" }).click();
      const solution = office.getByLabel("解决方案");
      await li.sees(office.locator("[data-field=solution] .f-error"));
      assert.equal(await solution.getAttribute("aria-invalid"), "true");
      assert.ok(await solution.evaluate((it) => it === document.activeElement));
      await li.look("15-solution-missing");
      await office.keyboard.type("升级到固件 2.1.4");
      await office.getByRole("button", { name: "已解决" }).click();
      await li.sees(now().getByRole("heading", { name: /等.*客户/ }));
      await li.look("16-waiting-for-customer");
    });

    await story.step("goes back to the list, which is empty again", async () => {
      await office.getByRole("link", { name: "我的待办" }).first().click();
      await li.sees("都处理完了");
    });

    await story.step(
      "the customer's open page shows the reply by itself, but not the note",
      async () => {
        await customer.sees(customer.page.getByRole("heading", { name: "问题解决了吗？" }));
        await customer.sees("今天下午给您远程升级固件");
        const all = await customer.page.content();
        assert.ok(!all.includes("别告诉客户"), "the note is on the customer's page");
        assert.ok(!all.includes("升级到固件 2.1.4"), "the solution is internal");
        await customer.look("17-confirm");
      },
    );

    await story.step("opening the link confirms nothing", async () => {
      const address = progress.replace("/p/", "/api/v1/public/progress/");
      for (const method of ["HEAD", "GET", "GET"]) {
        await customer.context.request.fetch(progress, { method });
      }
      const told = await customer.context.request.get(address);
      assert.equal(((await told.json()) as { state: string }).state, "confirm");
      await customer.page.reload();
      await customer.sees(customer.page.getByRole("heading", { name: "问题解决了吗？" }));
    });

    await story.step("the customer rejects with a reason", async () => {
      await customer.page.getByRole("button", { name: /^驳回/ }).tap();
      await customer.sees(customer.page.getByRole("heading", { name: "哪里还没解决？" }));
      await customer.page.getByRole("button", { name: "驳回并继续处理" }).tap();
      await customer.sees(customer.page.getByRole("alert").getByText("请选择一个原因"));
      await customer.look("18-reject");
      await customer.page.getByRole("radio", { name: "问题仍然出现" }).tap();
      await customer.page.getByRole("textbox", { name: "补充说明" }).fill("今早又掉线两次");
      await customer.page.getByRole("button", { name: "驳回并继续处理" }).tap();
      await customer.sees(customer.page.getByRole("heading", { name: "正在为您处理" }));
      await customer.look("19-rejected");
    });

    await story.step("the agent has it back at once", async () => {
      await li.sees(row());
      assert.equal(
        await row().getByRole("button", { name: "认领" }).count(),
        0,
        "it is already hers",
      );
      await li.look("20-tasks-back");
      await row().click();
      await li.sees(office.getByRole("heading", { name: "轮到你处理" }));
      await li.sees(office.getByText("问题仍然出现：今早又掉线两次"));
      await li.look("21-ticket-back");
      assert.ok(await officeStays(), "the console was loaded anew");
    });

    await story.step("solves it again", async () => {
      await office.getByLabel("解决方案").fill("升级到固件 2.1.4，并更换信道");
      await office.getByRole("button", { name: "已解决" }).click();
      await li.sees(now().getByRole("heading", { name: /等.*客户/ }));
    });

    await story.step("the customer confirms, and the agent sees it at once", async () => {
      await customer.page.getByRole("button", { name: /^确认/ }).tap();
      await customer.sees(customer.page.getByRole("heading", { name: "已完成" }));
      await customer.look("22-closed");
      await li.sees(office.getByText("流程已结束"));
      await li.look("23-ticket-closed");
    });

    await story.step("the dashboard tells it without having been loaded anew", async () => {
      await boss.sees(
        wall.getByRole("article", { name: "各客服已解决" }).getByText(agent.name),
        wall,
      );
      await shows("今日新增", 1);
      await shows("待处理", 0);
      assert.ok(await wallStays(), "the dashboard was loaded anew");
      await boss.look("24-dashboard", wall);
    });

    await story.step("nothing is polled", () => story.nobodyPolls());
  },
);
