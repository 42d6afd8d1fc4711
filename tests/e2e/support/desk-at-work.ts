/** A desk in the middle of its work: colleagues, and tickets at every stage, made through HTTP. */

import { Caller, type Made } from "./caller.ts";
import type { Product } from "./product.ts";

export interface Desk {
  /** Nobody has taken it. */
  offered: Made;
  /** The administrator works on it, with a note and a reply. */
  claimed: Made;
  /** It waits for the customer. */
  waiting: Made;
  closed: Made;
}

const chan = { customer_phone: "13800138000", customer_name: "张伟" };
const mei = {
  customer_phone: "+4915112345678",
  customer_name: "Maximiliane Freifrau von Hohenstein-Oberkirchberg",
  customer_email: "maximiliane.von.hohenstein-oberkirchberg@example.com",
};

/** Colleagues, then tickets. */
export async function deskAtWork(product: Pick<Product, "url">): Promise<Desk> {
  await colleaguesOf(product);
  const boss = new Caller(product);
  await boss.signIn();
  return ticketsOf(boss);
}

/** Those who work at the desk beside the administrator; their password is `first-day-2026`. */
export async function colleaguesOf(product: Pick<Product, "url">): Promise<void> {
  const boss = new Caller(product);
  await boss.signIn();
  await boss.call("POST", "people", {
    name: "李娜",
    phone: "13900001111",
    password: "first-day-2026",
    roles: ["service_desk.agent"],
    teams: ["service_desk.tech"],
  });
  await boss.call("POST", "people", {
    name: "Bartholomew Featherstonehaugh",
    email: "bartholomew.featherstonehaugh@example.com",
    staff_number: "A-1024",
    password: "first-day-2026",
    roles: ["service_desk.agent", "service_desk.supervisor"],
    teams: ["service_desk.tech", "service_desk.service"],
  });
}

/** One ticket at each stage, by the administrator. */
export async function ticketsOf(boss: Caller): Promise<Desk> {
  const offered = await boss.submit({
    ...mei,
    problem_type: "complaint",
    urgency: "critical",
    description:
      "The engineer did not come on Monday, nor on Tuesday, and nobody told us why although we had agreed on a time.\nPlease call.",
  });
  const claimed = await boss.submit({
    ...chan,
    customer_email: "zhangwei@example.com",
    problem_type: "support",
    urgency: "urgent",
    description:
      "三号车间的摄像头每天中午掉线，重启后好一会儿又掉，已经影响到夜班的安全检查\n第二行",
  });
  await boss.act(claimed, "claim");
  await boss.call("POST", `forms/ticket/records/${claimed.id}/comments`, {
    text: "这批固件有问题，先不要告诉客户。",
    visibility: "internal",
  });
  await boss.call("POST", `forms/ticket/records/${claimed.id}/comments`, {
    text: "您好，今天下午给您远程升级固件。",
    visibility: "public",
  });
  const waiting = await boss.submit({
    ...chan,
    problem_type: "product",
    description: "请问新款网关什么时候到货？",
  });
  await boss.act(waiting, "claim");
  await boss.act(waiting, "complete", { outcome: "done", values: { solution: "下周三到货" } });
  const closed = await boss.submit({
    ...chan,
    problem_type: "after_sales",
    description: "保修卡丢了",
  });
  await boss.act(closed, "claim");
  await boss.act(closed, "complete", { outcome: "done", values: { solution: "已补发电子保修卡" } });
  await boss.answer(closed, "confirm");
  return { offered, claimed, waiting, closed };
}
