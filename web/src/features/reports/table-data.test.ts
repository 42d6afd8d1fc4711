// @vitest-environment node
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { chinese } from "../../i18n/texts";
import {
  amount,
  cellText,
  groupName,
  groupsBehind,
  isAmount,
  isOrdered,
  shapeOf,
  shortAmount,
  spread,
} from "./table-data";

const kind = {
  key: "problem_type",
  label: "问题类型",
  type: "radio",
  options: [{ key: "support", label: "技术支持" }],
};
const count = { key: "count", label: "数量", type: "number" };
const wait = { key: "frt", label: "首次响应", type: "duration" };

beforeAll(async () => {
  await i18next.init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
});

describe("the answer behind a chart", () => {
  it("is told apart into the group and its amounts", () => {
    expect(shapeOf({ columns: [kind, count, wait] })).toEqual({ group: 0, amounts: [1, 2] });
    expect(shapeOf({ columns: [count] })).toEqual({ group: -1, amounts: [0] });
  });

  it("names groups by the labels of options, and the empty one", () => {
    expect(groupName("support", kind, i18next.t)).toBe("技术支持");
    expect(groupName("gone", kind, i18next.t)).toBe("gone");
    expect(groupName(null, kind, i18next.t)).toBe("（空）");
  });

  it("says durations in hours and minutes and sets thousands off", () => {
    expect(amount(5040, wait, i18next.t)).toBe("1 小时 24 分");
    expect(amount(1284, count, i18next.t)).toBe("1,284");
    expect(amount(null, count, i18next.t)).toBe("–");
  });

  it("names buckets of time by what they hold", () => {
    const name = (type: string, cell: string | number) =>
      groupName(cell, { key: "at", label: "时间", type }, i18next.t);
    expect(name("month", "2026-11-01")).toBe("2026-11");
    expect(name("quarter", "2026-10-01")).toBe("2026 年第 4 季度");
    expect(name("year", "2026-01-01")).toBe("2026");
    expect(name("hour", "2026-11-23T09:00:00")).toBe("11-23 09:00");
    expect(name("hour_of_day", 9)).toBe("09:00");
    expect(name("day", "2019-11-23")).toBe("2019-11-23");
  });

  it("knows which groups have an order", () => {
    expect(isOrdered({ key: "at", label: "时间", type: "weekday" })).toBe(true);
    expect(isOrdered({ key: "wait", label: "等待", type: "range" })).toBe(true);
    expect(isOrdered(kind)).toBe(false);
  });

  it("keeps two people of one name apart when it is spread", () => {
    const options = [
      { key: "a1", label: "张伟" },
      { key: "b2", label: "张伟" },
    ];
    const agent = { key: "assignee", label: "处理人", type: "member", options };
    const rows = [
      ["support", "a1", 3],
      ["support", "b2", 5],
    ];
    const found = spread({ columns: [kind, agent, count], rows }, i18next.t);
    expect(found.columns.map(({ label }) => label)).toEqual(["问题类型", "张伟", "张伟"]);
    expect(found.rows).toEqual([["support", 3, 5]]);
    expect(groupsBehind(found, ["support", 3, 5], 2)).toEqual(["support", "b2"]);
  });

  it("is spread over the values of a second group", () => {
    const urgency = { key: "urgency", label: "紧急程度", type: "priority" };
    const rows = [
      ["support", "urgent", 3],
      ["support", "normal", 2],
      ["product", "normal", 1],
      [null, "urgent", 4],
    ];
    const found = spread({ columns: [kind, urgency, count], rows }, i18next.t);
    expect(found.columns.map((column) => column.label)).toEqual(["问题类型", "urgent", "normal"]);
    expect(found.rows).toEqual([
      ["support", 3, 2],
      ["product", null, 1],
      [null, 4, null],
    ]);
    const options = [
      { key: "normal", label: "普通" },
      { key: "urgent", label: "紧急" },
      { key: "critical", label: "非常紧急" },
    ];
    const named = spread({ columns: [kind, { ...urgency, options }, count], rows }, i18next.t);
    expect(named.columns.map((column) => column.label)).toEqual(["问题类型", "普通", "紧急"]);
    const single = { columns: [kind, count, wait], rows: [["support", 3, 60]] };
    expect(spread(single, i18next.t)).toBe(single);
  });
});

describe("amounts of fields", () => {
  const money = {
    key: "m0",
    label: "金额",
    type: "money",
    symbol: "¥",
    currency: "CNY",
    places: 2,
  };
  it("carry their currency or unit", () => {
    expect(amount(1234.5, money, i18next.t)).toBe("¥1,234.50");
    expect(amount(-1200, money, i18next.t)).toBe("-¥1,200");
    expect(amount(12.5, { key: "m0", label: "折扣", type: "number", unit: "%" }, i18next.t)).toBe(
      "12.5%",
    );
    expect(amount(3, { key: "m0", label: "重量", type: "number", unit: "kg" }, i18next.t)).toBe(
      "3 kg",
    );
    expect(shortAmount(1234567, money, i18next.t, "zh-CN")).toBe("¥123.5万");
    expect(shortAmount(1234567, money, i18next.t, "en")).toBe("¥1.2M");
    expect(isAmount(money)).toBe(true);
  });

  it("and several options stand beside each other", () => {
    const options = [
      { key: "x", label: "焊接" },
      { key: "y", label: "电气" },
    ];
    expect(
      cellText(["x", "y"], { key: "s", label: "技能", type: "multi_select", options }, i18next.t),
    ).toBe("焊接、电气");
  });
});
