/** The desk that is photographed: colleagues, tickets at every stage, two months of samples, and a few unpublished changes. */

import { setTimeout as pause } from "node:timers/promises";
import { Caller } from "../caller.ts";
import { type Desk, deskAtWork } from "../desk-at-work.ts";
import type { Mails } from "../mails.ts";
import type { Product } from "../product.ts";

/** Two products: one at work, and one that nobody has used yet. */
export interface Scene {
  url: string;
  desk: Desk;
  /** Path of a survey that waits for its answer. */
  survey: string;
  /** Address of a product that was only just set up. */
  newUrl: string;
  /** The hour that both products and the browsers take it to be. */
  now: string;
}

interface Draftable {
  live: { document: Record<string, unknown> };
}

async function draft(
  boss: Caller,
  kind: string,
  name: string,
  change: (document: Record<string, unknown>) => void,
): Promise<void> {
  const { live } = await boss.call<Draftable>("GET", `definitions/${kind}/${name}`);
  change(live.document);
  await boss.call("PUT", `definitions/${kind}/${name}/draft`, {
    document: live.document,
    version: 0,
  });
}

/** What the Studio shows as not yet published. */
async function unpublished(boss: Caller): Promise<void> {
  await draft(boss, "form", "service_desk.ticket", (document) => {
    const fields = document.fields as Record<string, unknown>;
    fields.product_model = { type: "text", label: { "zh-CN": "产品型号", en: "Product model" } };
  });
  await draft(boss, "rule", "service_desk.critical", (document) => {
    document.name = {
      "zh-CN": "非常紧急的工单通知主管",
      en: "Tell the supervisor of critical tickets",
    };
  });
}

async function advance(boss: Caller, seconds: number): Promise<void> {
  await boss.call("POST", "test/clock", { advance_seconds: seconds });
}

/** Seconds until it is half past nine in the company's zone: customers are asked by day, and deadlines fall into the day. */
function untilMorning(): number {
  const { hour, minute } = Object.fromEntries(
    new Intl.DateTimeFormat("en", {
      timeZone: "Asia/Shanghai",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    })
      .formatToParts(new Date())
      .map(({ type, value }) => [type, Number(value)]),
  );
  return ((9.5 * 60 - (hour ?? 0) * 60 - (minute ?? 0) + 1440) % 1440) * 60;
}

async function organization(boss: Caller): Promise<void> {
  const department = (name: string, parent: string | null = null) =>
    boss.call<{ id: string }>("POST", "departments", { name, parent_id: parent });
  const service = await department("客户服务部");
  await department("技术支持组", service.id);
  await department("现场服务组", service.id);
  await department("市场部");
  await boss.call("POST", "partners", { name: "苏州恒达机电服务有限公司" });
  await boss.call("POST", "partners", { name: "杭州安信网络工程部" });
  await boss.call("POST", "keys", { name: "ERP 同步", scopes: ["read:service_desk.ticket"] });
}

async function customers(boss: Caller): Promise<void> {
  for (const [name, phone, email] of [
    ["张伟", "13800138000", "zhangwei@example.com"],
    ["周敏", "13700137000", "zhoumin@example.com"],
    ["华东精密机械有限公司", "13600136000", "service@hdjm.example.com"],
    ["苏州工业园区第三幼儿园", "13500135000", null],
  ] as const) {
    await boss.call("POST", "forms/customer/records", { values: { name, phone, email } });
  }
}

async function samples(boss: Caller): Promise<void> {
  const place = "apps/service_desk/samples";
  await boss.call("POST", place, { seed: 7, trade: "equipment" });
  for (;;) {
    const { state } = await boss.call<{ state: string }>("GET", place);
    if (state === "ready") return;
    if (state !== "making") throw new Error(`The samples are ${state}.`);
    await pause(500);
  }
}

/** Fills a product that was founded with the ready-made app, and runs with the test clock. */
export async function preparedScene(
  product: Product,
  fresh: Product,
  mails: Mails,
): Promise<Scene> {
  const boss = new Caller(product);
  await boss.signIn();
  await advance(boss, untilMorning());
  const rated = await boss.submit({
    customer_phone: "13700137000",
    customer_name: "周敏",
    customer_email: "zhoumin@example.com",
    problem_type: "support",
    description: "二号库的门禁刷卡没有反应",
  });
  await boss.act(rated, "claim");
  await boss.act(rated, "complete", { outcome: "done", values: { solution: "已更换读卡器" } });
  const desk = await deskAtWork(product);
  await organization(boss);
  await customers(boss);
  await samples(boss);
  await advance(boss, 3700);
  const survey = await linkIn(mails, /\/s\/[\w-]+/);
  await unpublished(boss);
  const { now } = await boss.call<{ now: string }>("GET", "test/clock");
  return { url: product.url, desk, survey, newUrl: fresh.url, now };
}

/** The first thing in any mail that looks like such a link. */
async function linkIn(mails: Mails, link: RegExp): Promise<string> {
  for (let turn = 0; turn < 80; turn += 1) {
    for (const { text } of mails.all) {
      const found = link.exec(text);
      if (found) return found[0];
    }
    await pause(250);
  }
  throw new Error("No mail brought the link to the survey.");
}
