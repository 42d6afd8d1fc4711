/**
 * An app as large as the product promises to carry: choices of 1,000 options, a form of 500 fields, a flow of 200 steps,
 * 500 rules, a dashboard of 40 widgets; and records with the longest texts.
 */

import type { Caller } from "./caller.ts";

export const large = {
  options: 1_000,
  states: 100,
  fields: 500,
  steps: 200,
  rules: 500,
  widgets: 40,
  text: 20_000,
  word: 20_000,
};

/** `count` things by key. */
function many<Made>(count: number, make: (at: number) => [string, Made]): Record<string, Made> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)));
}

const parts = many(large.options, (at) => [`part_${at}`, `配件 ${at} 号`]);
const states = many(large.states, (at) => [
  `state_${at}`,
  { "zh-CN": `状态 ${at}`, category: at < large.states - 1 ? "open" : "closed" },
]);

/** Every kind of field that a customer fills without a picker of its own. */
const WIDE = ["text", "text", "text", "multiline", "integer", "date", "select"] as const;

function wideField(at: number): [string, object] {
  const type = WIDE[at % WIDE.length] ?? "text";
  const options = type === "select" ? { options: { a: "甲", b: "乙", c: "丙" } } : {};
  return [`f_${at}`, { type, label: `问题 ${at}`, required: at === large.fields - 1, ...options }];
}

const wide = many(large.fields, wideField);

function step(at: number): [string, object] {
  const next = at === large.steps - 1 ? "done" : `step_${at + 1}`;
  return [
    `step_${at}`,
    {
      type: "task",
      name: `第 ${at + 1} 步`,
      assign: [{ otherwise: true, team: "service", by: "claim" }],
      outcomes: { done: { name: "完成", to: next } },
    },
  ];
}

function rule(at: number): [string, object] {
  return [
    `rule_${at}`,
    {
      name: `提醒 ${at} 号配件`,
      when: { event: "record_created", form: "job" },
      if: { field: "part", op: "eq", value: `part_${at}` },
      // biome-ignore lint/suspicious/noThenProperty: the word of the contract for what a rule does
      then: [
        {
          action: "notify",
          to: { role: "clerk" },
          via: ["inapp"],
          text: `配件 ${at} 号：{{name}}`,
        },
      ],
    },
  ];
}

const CHARTS = [
  { chart: "metric", measures: [{ agg: "count" }] },
  { chart: "bar", by: [{ field: "part" }], measures: [{ agg: "count" }] },
  { chart: "line", by: [{ field: "created_at", bucket: "day" }], measures: [{ agg: "count" }] },
  { chart: "pie", by: [{ field: "state" }], measures: [{ agg: "count" }] },
];

function widget(at: number): [string, object] {
  const { chart, ...query } = CHARTS[at % CHARTS.length] ?? { chart: "metric" };
  const place = [(at % 4) * 3, Math.floor(at / 4) * 3, 3, 3];
  return [`w_${at}`, { chart, title: `图 ${at + 1}`, at: place, query: { from: "job", ...query } }];
}

/** As a blueprint, which JSON may be. */
export const largeApp = JSON.stringify({
  format: 1,
  app: { key: "large", name: { "zh-CN": "大应用", en: "Large app" } },
  teams: { service: { name: { "zh-CN": "客服部", en: "Service" } } },
  roles: {
    clerk: {
      name: { "zh-CN": "客服", en: "Clerk" },
      grants: [
        {
          form: "job",
          can: ["read", "create", "update", "delete", "export", "assign"],
          scope: "all",
        },
        { form: "wide", can: ["read", "create", "update"], scope: "all" },
        { dashboard: "board", can: ["read", "update"] },
      ],
    },
  },
  forms: {
    job: {
      name: { "zh-CN": "派工单", en: "Jobs" },
      title: "name",
      public: { slug: "job", thanks: "已收到，单号 {{number}}" },
      fields: {
        name: { type: "text", label: { "zh-CN": "名称", en: "Name" }, required: true },
        part: { type: "select", label: { "zh-CN": "配件", en: "Part" }, options: parts },
        parts: {
          type: "multi_select",
          label: { "zh-CN": "其他配件", en: "Other parts" },
          options: parts,
        },
        story: {
          type: "multiline",
          label: { "zh-CN": "经过", en: "Story" },
          max_length: large.text,
        },
        state: {
          type: "status",
          label: { "zh-CN": "状态", en: "State" },
          default: "state_0",
          options: states,
        },
      },
    },
    wide: {
      name: { "zh-CN": "长表", en: "Long form" },
      title: "f_0",
      public: { slug: "wide", thanks: "谢谢" },
      fields: wide,
      layout: Array.from({ length: 25 }, (_, at) => ({
        section: `第 ${at + 1} 部分`,
        fields: Object.keys(wide).slice(at * 20, at * 20 + 20),
      })),
    },
  },
  flows: {
    way: {
      name: { "zh-CN": "派工流程", en: "Way of a job" },
      form: "job",
      nodes: {
        start: { type: "start", trigger: "record_created", to: "step_0" },
        ...many(large.steps, step),
        done: { type: "end", name: "归档" },
      },
    },
  },
  rules: many(large.rules, rule),
  dashboards: {
    board: { name: { "zh-CN": "大看板", en: "Large board" }, widgets: many(large.widgets, widget) },
  },
});

/** The longest text with lines, and the longest word without any place to break. */
export const longText = "客户说设备在夜里掉线，重启以后又好了。\n"
  .repeat(1100)
  .slice(0, large.text);
export const longWord = "W".repeat(large.word);

/** Puts the app in, and with it `jobs` records of which the first two hold the longest texts. */
export async function makeLarge(boss: Caller, jobs: number): Promise<{ id: string }[]> {
  await boss.call("PUT", "apps/large/blueprint", undefined, largeApp);
  const made: { id: string }[] = [];
  for (let at = 0; at < jobs; at += 1) {
    const story = [longText, longWord][at] ?? `第 ${at} 件`;
    const values = { name: `派工 ${at}`, part: `part_${at}`, story };
    made.push(await boss.call<{ id: string }>("POST", "forms/large.job/records", { values }));
  }
  return made;
}
