/** The house around the desk: departments, partners, a program, a group that is told, and what is promised for what is critical. */

import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "../caller.ts";

/** The group that is connected; the one of the night shift is only named by a rule. */
const GROUP = {
  key: "service_group",
  name: "客服值班群",
  kind: "wecom",
  webhook:
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aec-4bc4-97a0-0ec2b1fa5aaa",
  language: "zh-CN",
};

export async function organization(boss: Caller): Promise<void> {
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

const level = (zh: string, en: string, clock: string, color: string, after: object) => ({
  name: { "zh-CN": zh, en },
  clock,
  color,
  ...after,
});

/** Critical tickets are promised sooner, and show how long they have waited. */
const CRITICAL = {
  name: { "zh-CN": "非常紧急", en: "Critical" },
  when: { field: "urgency", op: "eq", value: "critical" },
  first_response: { hours: 1, time: "working", calendar: "office" },
  next_response: { hours: 2, time: "working", calendar: "office" },
  resolution: { hours: 8, time: "working", calendar: "office" },
  levels: {
    waiting: level("客户在等", "Customer waits", "first_response", "yellow", { minutes: 30 }),
    watch: level("关注", "Watch", "resolution", "yellow", { hours: 2 }),
    hurry: level("加急", "Hurry", "resolution", "orange", { hours: 4 }),
    alarm: level("告警", "Alarm", "resolution", "red", { percent: 100 }),
  },
};

const ALARM = {
  name: { "zh-CN": "告警时告诉主管和值班群", en: "Tell the supervisor and the group of alarms" },
  when: { event: "promise", form: "ticket", level: "alarm", policy: "critical" },
  // biome-ignore lint/suspicious/noThenProperty: the word of the contract for what a rule does
  then: [
    { action: "notify", to: { role: "supervisor" }, via: ["inapp"], text: "{{number}} {{title}}" },
    { action: "notify", to: { robot: GROUP.key }, via: ["robot"], text: "{{number}} {{title}}" },
    {
      action: "notify",
      to: { robot: "night_shift" },
      via: ["robot"],
      text: "{{number}} {{title}}",
    },
  ],
};

/** The policy and the rule are in force from now on; the group is connected. */
export async function promisedInLevels(boss: Caller): Promise<void> {
  await boss.call("POST", "robots", GROUP);
  const form = "definitions/form/service_desk.ticket";
  interface Live {
    live: { version: number; document: { service: Record<string, unknown> } };
  }
  const { live } = await boss.call<Live>("GET", form);
  live.document.service.policies = { critical: CRITICAL };
  await boss.call("PUT", `${form}/draft`, { document: live.document, version: 0 });
  const rule = "definitions/rule/service_desk.alarm/draft";
  await boss.call("PUT", rule, { document: ALARM, version: 0 });
  await boss.call("POST", "apps/service_desk/publish", { note: "非常紧急的工单：分级提醒" });
  for (;;) {
    const now = await boss.call<Live>("GET", form);
    if (now.live.version > live.version) return;
    await pause(250);
  }
}
