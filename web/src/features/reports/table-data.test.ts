// @vitest-environment node
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import zhCN from "../../i18n/zh-CN.json";
import { amount, groupName, shapeOf } from "./table-data";

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
    resources: { "zh-CN": { translation: zhCN } },
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
});
