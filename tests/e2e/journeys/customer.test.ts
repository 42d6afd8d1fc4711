import assert from "node:assert/strict";
import { Caller } from "../support/caller.ts";
import { localTime } from "../support/people.ts";
import { journey, phone } from "../support/story.ts";

interface Row {
  number: string;
  source: string;
  values: { attachments?: string[] };
}

journey(
  "a stranger reports a problem by phone and follows it",
  { folder: "customer", founded: true },
  async (story) => {
    const customer = await story.person("customer", { size: phone, language: "zh-CN" });
    const { page } = customer;
    const submit = page.getByRole("button", { name: "提交", exact: true });
    let number = "";
    let progress = "";

    await story.step("opens the form from its QR code", async () => {
      await customer.open("/f/ticket?from=qr");
      await customer.sees(page.getByRole("heading", { name: "服务工单" }));
      await customer.look("1-form");
    });

    await story.step("fills it in by touch and keyboard", async () => {
      await page.getByLabel("联系电话").tap();
      await page.keyboard.type("1380013");
      await page.getByLabel("客户姓名").tap();
      await page.keyboard.type("张伟");
      await page.getByLabel("客户邮箱").tap();
      await page.keyboard.type("zhangwei@example.com");
      await page.getByRole("radio", { name: "技术支持" }).tap();
      await page.getByRole("radio", { name: "非常紧急" }).tap();
      await page.getByLabel("问题描述").tap();
      await page.keyboard.type("摄像头每天中午掉线");
      await page.keyboard.press("Enter");
      await page.keyboard.type("重启后好一会儿，又掉");
      assert.ok(await page.getByRole("radio", { name: "技术支持" }).isChecked());
    });

    await story.step("attaches a photo", async () => {
      const photo = await page.screenshot({ type: "jpeg", quality: 60 });
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.locator("label", { hasText: "拍照或选择" }).tap(),
      ]);
      await chooser.setFiles({ name: "摄像头.jpg", mimeType: "image/jpeg", buffer: photo });
      await customer.sees(page.getByRole("button", { name: "移除 摄像头.jpg" }));
    });

    await story.step("is told that the phone number is wrong", async () => {
      await submit.tap();
      await customer.sees(page.getByRole("alert").getByText("还有 1 处需要修改"));
      assert.equal(await page.getByLabel("联系电话").getAttribute("aria-invalid"), "true");
      assert.ok(await page.getByLabel("联系电话").evaluate((it) => it === document.activeElement));
      await customer.look("2-wrong");
      await page.keyboard.type("8000");
      await customer.missesNow(page.getByRole("alert").getByText("还有 1 处需要修改"));
    });

    await story.step("taps twice and gets one number", async () => {
      const box = await submit.boundingBox();
      assert.ok(box !== null && box.height >= 44, "the button is too low for a thumb");
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.touchscreen.tap(x, y);
      await page.touchscreen.tap(x, y);
      await customer.sees(page.getByRole("heading", { name: "已收到" }));
      number = (await page.locator(".p-number strong").innerText()).trim();
      assert.match(number, /^GD\d{8}\d{4}$/);
      await customer.look("3-thanks");
    });

    await story.step("finds the same number after reloading", async () => {
      await page.reload();
      await customer.sees(number);
    });

    await story.step("follows the progress link", async () => {
      await page.getByRole("link", { name: "查看处理进度" }).tap();
      await customer.sees(page.getByRole("heading", { name: "已收到您的反馈" }));
      progress = page.url();
      assert.ok(progress.startsWith(`${story.product.url}/p/`));
      await customer.look("4-progress");
      await page.getByRole("button", { name: "我填写的内容" }).tap();
      await customer.sees("摄像头.jpg");
      await customer.look("5-submitted");
    });

    await story.step("gets the confirmation mail", async () => {
      const mail = await story.mails.to("zhangwei@example.com", number);
      const told = await fetch(
        `${story.product.url}/api/v1/public/progress/${progress.split("/p/")[1]}`,
      );
      const { resolution_due: due } = (await told.json()) as { resolution_due: string };
      assert.ok(mail.text.includes(number), mail.text);
      assert.match(mail.text, /预计 \d{4}-\d\d-\d\d \d\d:\d\d 前完成/);
      assert.ok(mail.text.includes(localTime(due)), `${mail.text} does not say ${localTime(due)}`);
      assert.match(mail.message_id, /^<[^<>@\s]+@[^<>@\s]+>$/);
      assert.equal(story.mails.all.length, 1, "one ticket, one mail");
    });

    await story.step("adds a word and urges", async () => {
      await page.getByRole("button", { name: "补充说明" }).tap();
      await customer.look("6-reply");
      await page.getByRole("textbox", { name: "补充说明" }).tap();
      await page.keyboard.type("下午三点后方便接电话");
      await page.getByRole("button", { name: "发送" }).tap();
      await customer.sees(
        page.getByRole("region", { name: "处理经过" }).getByText("下午三点后方便接电话"),
      );
      await page.getByRole("button", { name: "催单" }).tap();
      await customer.sees(page.getByRole("button", { name: /可.*催$/, disabled: true }));
      await customer.look("7-urged");
    });

    await story.step("reads it all in English", async () => {
      await page.getByRole("combobox", { name: "语言" }).selectOption("en");
      await customer.sees(page.getByRole("heading", { name: "We got your request" }));
      await customer.look("8-progress-en");
    });

    await story.step("one ticket came of it, with its photo", async () => {
      const boss = new Caller(story.product);
      await boss.signIn();
      const { items } = await boss.call<{ items: Row[] }>("GET", "forms/ticket/records");
      assert.deepEqual(
        items.map((each) => [each.number, each.source, each.values.attachments?.length]),
        [[number, "qr", 1]],
      );
    });

    await story.step("someone else sees the form in English", async () => {
      const other = await story.person("other", { size: phone, language: "en" });
      await other.open("/f/ticket");
      await other.sees(other.page.getByRole("heading", { name: "Service ticket" }));
      await other.look("9-form-en");
      await other.page.getByRole("button", { name: "Submit", exact: true }).tap();
      await other.sees(other.page.getByRole("alert").getByText("4 answers need a change"));
      await other.look("10-wrong-en");
      story.expected.push({ status: 404, path: /\/progress\/AAAA$/ });
      await other.open("/p/AAAA");
      await other.sees(other.page.getByRole("heading", { name: "There is no such progress page" }));
      await other.look("11-invalid-en");
      await other.open("/f/ticket");
    });

    await story.step("nothing is polled", () => story.nobodyPolls());
  },
);
