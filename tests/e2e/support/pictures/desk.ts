/** The desk that is photographed: colleagues, tickets at every stage, two months of samples, and a few unpublished changes. */

import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Caller, type Made } from "../caller.ts";
import { colleaguesOf, type Desk, ticketsOf } from "../desk-at-work.ts";
import type { Mails } from "../mails.ts";
import type { Product } from "../product.ts";
import { type Board, boardForOthers, linkIn } from "./board.ts";
import { organization, promisedInLevels } from "./house.ts";

interface Account {
  login: string;
  password: string;
}

/** Three products: one at work, one that nobody has used yet, and one that waits to be set up. */
export interface Scene {
  url: string;
  desk: Desk & {
    /** Two people change it at once. */
    contested: Made;
  };
  people: {
    /** Takes care of tickets, nothing else. */
    agent: Account;
    /** May let the numbers of the dashboard out of the house. */
    supervisor: Account;
    /** Must choose a password first. */
    renewing: Account;
    /** Must have a second step first. */
    wanted: Account;
    /** Has a second step. */
    careful: Account;
  };
  /** Path of a survey that waits for its answer. */
  survey: string;
  /** Paths of two invitations: one still opens, the other was used. */
  invitations: { open: string; over: string };
  board: Board;
  /** Address of a product that was only just set up. */
  newUrl: string;
  /** Address of the one-time link of one that is not. */
  setUp: string;
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

interface Published {
  live: { version: number };
}

/** Reminds customers on these days, from the next version on. */
async function reminding(boss: Caller, days: number[], note: string): Promise<void> {
  const flow = "definitions/flow/service_desk.ticket_flow";
  const before = (await boss.call<Published>("GET", flow)).live.version;
  await draft(boss, "flow", "service_desk.ticket_flow", (document) => {
    const { confirm } = document.nodes as Record<string, { auto: Record<string, unknown> }>;
    if (confirm) confirm.auto.remind = days.map((each) => ({ days: each }));
  });
  await boss.call("POST", "apps/service_desk/publish", { note });
  for (;;) {
    const { live } = await boss.call<Published>("GET", flow);
    if (live.version > before) return;
    await pause(250);
  }
}

/** The flow has changed twice; who was under way was brought over once. */
async function changedFlow(boss: Caller): Promise<void> {
  await reminding(boss, [3, 5, 6], "客户常常忘了确认，第 5 天再提醒一次");
  const migrations = "apps/service_desk/flows/ticket_flow/migrations";
  await boss.call("POST", migrations, {});
  for (;;) {
    const { items } = await boss.call<{ items: { state: string }[] }>("GET", migrations);
    if (items[0]?.state !== "running") break;
    await pause(250);
  }
  await reminding(boss, [1, 3, 5, 6], "第 1 天就提醒");
}

/** The six digits that an authenticator shows at this instant (RFC 6238). */
function digits(secret: string, now: Date): string {
  const bits = [...secret.replace(/=+$/, "")]
    .map((each) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(each).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => Number.parseInt(each, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Colleagues at the door, each stopped by something else. */
async function colleagues(boss: Caller, product: Product): Promise<Scene["people"]> {
  const password = "bring-umbrellas-7";
  const hired = async (name: string, login: string, more: object = {}): Promise<Account> => {
    await boss.call("POST", "people", { name, email: login, password, ...more });
    return { login, password };
  };
  const people = {
    agent: { login: "13900001111", password: "first-day-2026" },
    supervisor,
    renewing: await hired("赵敏", "zhaomin@example.com", { password_due: true }),
    wanted: await hired("孙静", "sunjing@example.com", { system_roles: ["auditor"] }),
    careful: await hired("周凯", "zhoukai@example.com"),
  };
  const own = new Caller(product);
  await own.signIn(people.careful);
  const { secret } = await own.call<{ secret: string }>("POST", "account/second-factor", {
    current_password: password,
  });
  // Signing in keeps to the machine's own time, whatever the test clock says.
  await own.call("POST", "account/second-factor/confirm", { code: digits(secret, new Date()) });
  await boss.call("PUT", "sign-in-rules", { shortest: 8, second_factor_for: ["auditor"] });
  return people;
}

const supervisor: Account = {
  login: "bartholomew.featherstonehaugh@example.com",
  password: "first-day-2026",
};

/** Supervisors let the numbers out, from the next publication on. */
async function openToOthers(boss: Caller): Promise<void> {
  await draft(boss, "role", "service_desk.supervisor", (document) => {
    for (const grant of document.grants as { dashboard?: string; can: string[] }[]) {
      if (grant.dashboard) grant.can.push("export");
    }
  });
}

async function advance(boss: Caller, seconds: number): Promise<void> {
  await boss.call("POST", "test/clock", { advance_seconds: seconds });
}

/** Seconds until it is half past nine in the company's zone: customers are asked by day, and deadlines fall into the day. */
async function untilMorning(boss: Caller): Promise<number> {
  const { now } = await boss.call<{ now: string }>("GET", "test/clock");
  const { hour, minute } = Object.fromEntries(
    new Intl.DateTimeFormat("en", {
      timeZone: "Asia/Shanghai",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    })
      .formatToParts(new Date(now))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const minutes = 9.5 * 60 - (hour ?? 0) * 60 - (minute ?? 0);
  return (minutes > 0 ? minutes : minutes + 1440) * 60;
}

/** Whether nobody works on this day in the company's zone. */
async function isWeekend(boss: Caller): Promise<boolean> {
  const { now } = await boss.call<{ now: string }>("GET", "test/clock");
  const day = new Intl.DateTimeFormat("en", { timeZone: "Asia/Shanghai", weekday: "short" });
  return ["Sat", "Sun"].includes(day.format(new Date(now)));
}

/** Invites somebody; gives the path of the link, as an administrator may copy it. */
async function invited(boss: Caller, name: string, email: string): Promise<string> {
  const roles = ["service_desk.agent"];
  const person = { name, email, roles, invite: true };
  const { id } = await boss.call<{ id: string }>("POST", "people", person);
  const { link } = await boss.call<{ link: string }>("POST", `people/${id}/invitation/link`);
  return new URL(link).pathname;
}

/** Who wrote, by phone number. */
const WRITERS: Readonly<Record<string, string>> = {
  "13700137000": "周敏",
  "13600136000": "华东精密机械有限公司",
  "13500135000": "苏州工业园区第三幼儿园",
  "13912345678": "刘建国",
  "13812345678": "陈思思",
};

const MORNING = [
  ["13600136000", "support", "critical", "包装机运行 20 分钟后自动停机，面板报 E-07"],
  ["13500135000", "complaint", "urgent", "上次约好周三上门，没有人来，也没有人打电话说明"],
  ["13912345678", "support", "normal", "打印的标签偏移 3 毫米，校准之后还是一样"],
  ["13812345678", "after_sales", "normal", "发票抬头写错了，请重开：苏州恒达机电服务有限公司"],
  ["13700137000", "product", "normal", "门禁系统能不能和考勤机共用一套人员名单？"],
] as const;

const NOON = [
  ["13600136000", "support", "urgent", "触摸屏语言切换成英文后，菜单显示不全"],
  ["13812345678", "product", "normal", "备件 FX-320 现在有货吗？交期多久"],
  ["13500135000", "support", "normal", "录像回放卡顿，本地播放正常"],
  ["13912345678", "after_sales", "normal", "退货申请：收到两台同样的网关，退一台"],
  ["13700137000", "complaint", "normal", "客服电话等了二十分钟没有接通"],
] as const;

type Letter = readonly [phone: string, type: string, urgency: string, description: string];

async function comes(boss: Caller, [phone, type, urgency, description]: Letter): Promise<Made> {
  return boss.submit({
    customer_phone: phone,
    customer_name: WRITERS[phone] ?? "",
    problem_type: type,
    urgency,
    description,
  });
}

/** What came in, in this order; each of `takers` works on one. */
async function comeIn(
  boss: Caller,
  letters: readonly Letter[],
  takers: readonly Caller[],
): Promise<void> {
  for (const [place, letter] of letters.entries()) {
    const made = await comes(boss, letter);
    await takers[place]?.act(made, "claim");
  }
}

/** How many tickets each of the three solved on the days before. */
const DAYS = [
  [2, 4, 2],
  [3, 2, 3],
  [1, 4, 2],
  [2, 4, 2],
  [3, 3, 3],
] as const;

/** A few days of work, each ending where the next begins. */
async function daysOfWork(boss: Caller, solvers: readonly Caller[]): Promise<void> {
  const letters = [...MORNING, ...NOON];
  let nth = 0;
  for (const day of DAYS) {
    const met: [Caller, Made][] = [];
    for (const [who, count] of day.entries()) {
      for (let one = 0; one < count; one += 1) {
        const [phone, , , description] = letters[(nth * 3) % letters.length] as Letter;
        const made = await comes(boss, [phone, "support", "normal", description]);
        met.push([solvers[who] ?? boss, made]);
        nth += 1;
      }
    }
    await advance(boss, 1200 + nth * 80);
    for (const [solver, made] of met) {
      await solver.act(made, "claim");
      await solver.call("POST", `forms/ticket/records/${made.id}/comments`, {
        text: "您好，我来处理，先远程看一下。",
        visibility: "public",
      });
    }
    await advance(boss, 3000 + ((nth * 7) % 5) * 1500);
    for (const [solver, made] of met) {
      await solver.act(made, "complete", {
        outcome: "done",
        values: { solution: "已远程处理，客户确认恢复" },
      });
    }
    for (const [, made] of met.slice(1)) await boss.answer(made, "confirm");
    await advance(boss, await untilMorning(boss));
  }
  while (await isWeekend(boss)) await advance(boss, 86_400);
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

/** The two colleagues at the desk. */
async function signedIn(product: Product): Promise<[Caller, Caller]> {
  const one = async (login: string) => {
    const caller = new Caller(product);
    await caller.signIn({ login, password: "first-day-2026" });
    return caller;
  };
  return [await one("13900001111"), await one(supervisor.login)];
}

/** Fills a product that was founded with the ready-made app, and runs with the test clock. */
export async function preparedScene(
  product: Product,
  fresh: Product,
  bare: Product,
  mails: Mails,
): Promise<Scene> {
  const boss = new Caller(product);
  await boss.signIn();
  await advance(boss, await untilMorning(boss));
  await colleaguesOf(product);
  const [lina, bartholomew] = await signedIn(product);
  await promisedInLevels(boss);
  await daysOfWork(boss, [boss, lina, bartholomew]);
  const rated = await boss.submit({
    customer_phone: "13700137000",
    customer_name: "周敏",
    customer_email: "zhoumin@example.com",
    problem_type: "support",
    description: "二号库的门禁刷卡没有反应",
  });
  await boss.act(rated, "claim");
  await boss.act(rated, "complete", { outcome: "done", values: { solution: "已更换读卡器" } });
  await comeIn(boss, MORNING, [boss, boss]);
  await advance(boss, 3 * 3600);
  await comeIn(boss, NOON, [boss, bartholomew, lina]);
  await advance(boss, 1.5 * 3600);
  const desk = await ticketsOf(boss);
  const contested = await boss.submit({
    customer_phone: "13700137000",
    customer_name: "周敏",
    problem_type: "product",
    description: "会议室投影仪没有画面",
  });
  await boss.act(contested, "claim");
  await openToOthers(boss);
  await changedFlow(boss);
  await organization(boss);
  const people = await colleagues(boss, product);
  await customers(boss);
  await samples(boss);
  await advance(boss, 3700);
  const survey = await linkIn(mails, /\/s\/[\w-]+/);
  const open = await invited(boss, "陈琳", "chenlin@example.com");
  const over = await invited(boss, "何雨", "heyu@example.com");
  const token = over.split("/").at(-1);
  await boss.call("POST", "account/link/password", { token, password: "bring-umbrellas-7" });
  const board = await boardForOthers(bartholomew, mails);
  await unpublished(boss);
  const { now } = await boss.call<{ now: string }>("GET", "test/clock");
  const setUp = await bare.setupLink();
  return {
    url: product.url,
    desk: { ...desk, contested },
    people,
    survey,
    invitations: { open, over },
    board,
    newUrl: fresh.url,
    setUp,
    now,
  };
}
