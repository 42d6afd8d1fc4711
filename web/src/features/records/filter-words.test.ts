// @vitest-environment node
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { Field, Form } from "../../api/types";
import { chinese, english } from "../../i18n/texts";
import type { FilterTree } from "../../language/filter";
import {
  type Filterable,
  filterables as filterablesOf,
  filterWords,
  LIMITS,
  optionFilter,
  PERIODS,
} from "./filter-words";

const words = i18next.createInstance();

beforeAll(() =>
  words.init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: false },
  }),
);

const status = {
  key: "status",
  type: "status",
  options: [
    { key: "new", label: "待处理" },
    { key: "doing", label: "处理中" },
  ],
} as unknown as Field;
const filterables: Filterable[] = [
  { key: "status", label: "处理状态", kind: "options", field: status },
  { key: "assignee", label: "处理人", kind: "person" },
  { key: "created_at", label: "提交时间", kind: "time" },
  { key: "client", label: "客户", kind: "link" },
];

function say(tree: FilterTree): string {
  const { what, value } = filterWords(tree, {
    filterables,
    people: { p1: "李娜" },
    titles: { c1: "北京服匠" },
    t: words.t,
  });
  return [what, value].filter(Boolean).join(" ");
}

describe("a condition in words", () => {
  it("names options, people and me", () => {
    expect(say({ field: "status", op: "in", value: ["new", "doing"] })).toBe(
      "处理状态是 待处理或处理中",
    );
    expect(say({ field: "assignee", op: "eq", value: "p1" })).toBe("处理人是 李娜");
    expect(say({ field: "assignee", op: "eq", value: { me: true } })).toBe("处理人是 我");
    expect(say({ field: "assignee", op: "empty" })).toBe("处理人为空");
  });

  it("names linked records by their titles, and hides those one cannot see", () => {
    expect(say({ field: "client", op: "eq", value: "c1" })).toBe("客户是 北京服匠");
    expect(say({ field: "client", op: "not_in", value: ["c1", "c2"] })).toBe(
      "客户不是 北京服匠或看不到的记录",
    );
  });

  it("names times as one says them", () => {
    expect(say({ field: "created_at", op: "within", value: PERIODS.last_7 })).toBe(
      "提交时间在 最近 7 天",
    );
    expect(say({ field: "created_at", op: "within", value: { last: 3, unit: "month" } })).toBe(
      "提交时间在 最近 3 个月",
    );
  });

  it("joins conditions of conditions", () => {
    const either: FilterTree = {
      any: [
        { field: "status", op: "eq", value: "new" },
        { not: { field: "assignee", op: "empty" } },
      ],
    };
    expect(say(either)).toBe("处理状态是 待处理或不满足（处理人为空）");
  });

  it("keeps options in the order of the field", () => {
    const [field] = filterables;
    if (!field) throw new Error("no field");
    expect(optionFilter(field, ["doing", "new"], false)).toEqual({
      field: "status",
      op: "in",
      value: ["new", "doing"],
    });
    expect(optionFilter(field, [], false)).toBeNull();
  });

  it("asks what is promised: until when, which level, whether it was missed", () => {
    const levels = [
      { key: "late", name: "超时", color: "red" },
      { key: "slow", name: "该回了", color: "blue" },
    ];
    const clocks = ["first_response", "resolution"];
    const form = { case: true, fields: [status], promises: { clocks, levels } } as unknown as Form;
    const known = filterablesOf(form, words.t);
    const said = (tree: FilterTree) => {
      const { what, value } = filterWords(tree, { filterables: known, people: {}, t: words.t });
      return `${what} ${value}`;
    };
    const due = { field: "first_response_due", op: "within" };
    expect(said({ ...due, value: LIMITS.hour_1 })).toBe("首次响应时限在 1 小时内（含已超时）");
    expect(said({ ...due, value: LIMITS.gone })).toBe("首次响应时限在 过去（已超时）");
    expect(said({ field: "promise_missed", op: "eq", value: true })).toBe("曾超时是 是");
    const level = known.find(({ key }) => key === "promise_level") as Filterable;
    const either = optionFilter(level, ["slow", "late"], false);
    expect(either).toEqual({ field: "promise_level", op: "in", value: ["late", "slow"] });
    expect(said(either as FilterTree)).toBe("到达的级别是 超时或该回了");
    const nothing = { ...form, promises: { clocks: [], levels: [] } } as unknown as Form;
    expect(filterablesOf(nothing, words.t).map(({ key }) => key)).not.toContain("due");
    const mine = { key: "due", type: "date", label: "到期日", access: "write" } as unknown as Field;
    const own = { ...form, fields: [...form.fields, mine] } as unknown as Form;
    const named = filterablesOf(own, words.t).filter(({ key }) => key === "due");
    expect(named.map(({ kind }) => kind)).toEqual(["time"]);
  });
});
