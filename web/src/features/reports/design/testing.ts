import type { TFunction } from "i18next";
import type { Sort } from "../../../designer/document";
import type { Bench } from "./edit";
import type { Board } from "./model";
import type { Charts, Offer } from "./offer";

/** A small desk to try acts on: what the server would offer, a board like the shipped one. Only for tests. */

export const SORTS: readonly Sort[] = [
  { name: "widget", path: ["widgets", "*"], named_by: [] },
  { name: "dimension", path: ["widgets", "*", "query", "by", "#"], named_by: [] },
  { name: "measure", path: ["widgets", "*", "query", "measures", "#"], named_by: [] },
];

const COUNTED = ["count", "count_distinct"];
const NUMBERS = [...COUNTED, "sum", "avg"];

function column(key: string, label: string, type: string, more: object = {}) {
  return {
    key,
    label,
    type,
    record: key.startsWith("record."),
    live: true,
    groups: true,
    ranges: false,
    buckets: [] as string[],
    aggregates: COUNTED,
    operators: ["eq"],
    options: null,
    ...more,
  };
}

const TIME = { buckets: ["hour", "day", "week", "weekday", "hour_of_day"] };
const TYPES = ["support", "product", "complaint"].map((key) => ({ key, label: `类型 ${key}` }));

export const OFFER: Offer = {
  datasets: [
    {
      key: "ticket",
      name: "服务工单",
      form: "ticket",
      live: true,
      columns: [
        column("created_at", "创建时间", "instant", TIME),
        column("problem_type", "问题类型", "radio", { options: TYPES }),
        column("assignee", "处理人", "member"),
        column("fresh", "新字段", "radio", { options: TYPES, live: false }),
        column("amount", "金额", "money", { ranges: true, aggregates: NUMBERS }),
      ],
      measures: [],
    },
    {
      key: "cases",
      name: "工单时效",
      form: null,
      live: true,
      columns: [
        column("created_at", "创建时间", "instant", TIME),
        column("resolved_at", "解决时间", "instant", TIME),
        column("assignee", "处理人", "person"),
        column("first_response_seconds", "首次响应时长", "duration", {
          ranges: true,
          aggregates: NUMBERS,
        }),
        column("record.problem_type", "问题类型", "radio", { options: TYPES }),
      ],
      measures: [
        { key: "frt", name: "平均首次响应时长", help: "…", type: "duration" },
        { key: "art", name: "平均解决时长", help: "…", type: "duration" },
        { key: "fcr", name: "首次联系解决率", help: "…", type: "percent" },
      ],
    },
  ],
  aggregates: [
    { key: "count", name: "数量", field: "allowed", type: "number" },
    { key: "count_distinct", name: "不同值的数量", field: "needed", type: "number" },
    { key: "sum", name: "合计", field: "needed", type: null },
    { key: "avg", name: "平均值", field: "needed", type: null },
  ],
};

export const COUNT = { agg: "count" };

export const BOARD: Board = {
  name: { "zh-CN": "客服驾驶舱", en: "Service cockpit" },
  widgets: {
    new_today: {
      chart: "metric",
      title: "今日新增",
      at: [0, 0, 3, 2],
      query: {
        from: "ticket",
        filter: { field: "created_at", op: "within", value: { this: "day" } },
        measures: [COUNT],
      },
    },
    waiting: {
      chart: "metric",
      title: "服务工单数量",
      at: [3, 0, 3, 2],
      query: { from: "ticket", measures: [COUNT] },
    },
    by_type: {
      chart: "pie",
      title: "问题类型占比",
      at: [6, 0, 6, 4],
      query: { from: "ticket", by: [{ field: "problem_type" }], measures: [COUNT] },
    },
    times: {
      chart: "line",
      title: "响应与解决时长",
      at: [0, 4, 12, 4],
      query: {
        from: "cases",
        by: [{ field: "created_at", bucket: "day" }],
        measures: [{ measure: "frt" }, { measure: "art" }],
      },
      settings: { area: true },
    },
  },
};

export function bench(t: TFunction, charts: Charts, used: readonly string[] = []): Bench {
  return { t, language: "zh-CN", offer: OFFER, charts, isUsed: (key) => used.includes(key) };
}
