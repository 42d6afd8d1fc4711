import assert from "node:assert/strict";
import { Caller } from "../support/caller.ts";
import { report, signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { journey, phone } from "../support/story.ts";

/** Right to left, joined emoji, and a mark that turns the rest of a line around. */
const strange = {
  name: "محمد علي 👩‍👩‍👧",
  description: "مرحبا 🚨 الجهاز \u202Elive\u202C لا يعمل",
};
const reported = { customer_phone: "13800138000", problem_type: "support" };
const SCREENS = [
  ["tasks", "/tasks"],
  ["list", "/forms/service_desk.ticket"],
  ["ticket", "/forms/service_desk.ticket/RECORD"],
  ["board", "/dashboards"],
  ["people", "/admin/people"],
  ["home", "/studio/service_desk"],
  ["form", "/f/ticket"],
  ["invitation-over", "/join/of-last-week"],
  ["reset-over", "/reset/of-last-week"],
  ["forgotten", "/forgotten"],
] as const;

journey(
  "names from right to left, narrow windows, and a customer who goes back",
  { folder: "narrow", founded: true },
  async (story) => {
    const customer = await story.person("customer", { size: phone, language: "zh-CN" });
    const made = await report(customer, strange.description);

    await story.step("going back shows what was sent, and sends nothing again", async () => {
      await customer.page.goBack();
      await customer.sees(customer.page.locator(".p-number strong"));
      const shown = await customer.page.locator(".p-number strong").innerText();
      assert.equal(shown.trim(), made.number);
      await customer.page.goForward();
      await customer.sees(made.number);
    });

    story.expected.push({ status: 410, path: /\/account\/link$/ });
    const boss = new Caller(story.product);
    await boss.signIn();
    const second = await boss.submit({
      ...reported,
      customer_name: strange.name,
      description: strange.description,
      customer_email: "m@example.com",
    });
    // 400 % of a screen of 1280 px, and 200 %, as WCAG 1.4.10 and 1.4.4 want it.
    for (const device of [
      { size: { width: 320, height: 640 }, language: "zh-CN" },
      { size: { width: 640, height: 450 }, language: "en" },
    ] as const) {
      const { width } = device.size;
      const zoomed = await story.person(`zoomed-${width}`, device);
      await story.step(`everything fits in ${width} px`, async () => {
        await signIn(zoomed, administrator.login, administrator.password);
        for (const [name, address] of SCREENS) {
          await zoomed.open(address.replace("RECORD", second.id));
          await zoomed.atRest();
          await zoomed.missesNow(zoomed.page.locator(".bone, .p-skeleton"));
          await zoomed.look(`${name}-${width}`);
        }
      });
    }
    const { items } = await boss.call<{ items: unknown[] }>("GET", "forms/ticket/records");
    assert.equal(items.length, 2);
  },
);
