// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldsOf, type ModelForm } from "../../../designer/app-model";
import type { LocalText } from "../../../designer/texts";
import { suggest } from "../suggest";
import { shapeOf } from "./offer";
import { starterWords } from "./starter-words";
import { furtherStarters, starters } from "./starters";
import { OFFER } from "./testing";

const VECTORS = join(import.meta.dirname, "../../../../../tests/reports/chart_vectors.json");
const charts = new Map(Object.entries(JSON.parse(readFileSync(VECTORS, "utf8")).charts)) as never;

const document = {
  fields: {
    problem_type: {
      type: "radio",
      label: { "zh-CN": "问题类型", en: "Problem type" },
      options: {},
    },
    status: {
      type: "status",
      label: "处理状态",
      options: {
        new: { "zh-CN": "待处理", en: "New", category: "open" },
        done: { "zh-CN": "完成", en: "Done", category: "solved" },
      },
    },
  },
};
const fields = fieldsOf(document, "zh-CN");
const form = {
  key: "ticket",
  fields,
  field: (key: string) => fields.find((each) => each.key === key),
  statusField: "status",
} as unknown as ModelForm;

const chinese = (title: LocalText) => (typeof title === "string" ? title : title["zh-CN"]);

describe("what a new dashboard begins with", () => {
  it("is the cockpit that comes with the service desk", () => {
    const found = starters(OFFER, [form], starterWords);
    expect(
      found.map(({ key, widget }) => [key, widget.chart, chinese(widget.title), widget.at]),
    ).toEqual([
      ["new_today", "metric", "今日新增", [0, 0, 3, 2]],
      ["waiting", "metric", "待处理", [3, 0, 3, 2]],
      ["by_type", "pie", "问题类型占比", [6, 0, 6, 4]],
      ["solved_by", "bar", "各客服已解决", [0, 2, 6, 4]],
      ["times", "line", "响应与解决时长", [0, 6, 12, 4]],
    ]);
    expect(found[0]?.widget.query).toEqual({
      from: "ticket",
      filter: { field: "created_at", op: "within", value: { this: "day" } },
      measures: [{ agg: "count" }],
    });
    expect(found[1]?.widget.title).toEqual({ "zh-CN": "待处理", en: "New" });
    expect(found[2]?.widget.title).toEqual({ "zh-CN": "问题类型占比", en: "Problem type shares" });
    expect(found[4]?.widget.query).toEqual({
      from: "cases",
      by: [{ field: "created_at", bucket: "day" }],
      measures: [{ measure: "frt" }, { measure: "art" }],
    });
  });

  it("shows how urgent the work is where nothing says what it is about", () => {
    const others = fields.map((each) =>
      each.type === "radio" ? { ...each, key: "urgency", type: "priority" } : each,
    );
    const plain = { ...form, fields: others } as unknown as ModelForm;
    const found = starters(OFFER, [plain], starterWords);
    expect(found.find(({ key }) => key === "by_type")?.widget).toMatchObject({
      at: [6, 0, 6, 4],
      query: { by: [{ field: "urgency" }] },
    });
  });

  it("is drawn by charts that can draw it, also what is offered beyond", () => {
    const all = [
      ...starters(OFFER, [form], starterWords),
      ...furtherStarters(OFFER, [form], starterWords),
    ];
    expect(all.length).toBeGreaterThan(6);
    for (const { key, widget } of all)
      expect(suggest(charts, shapeOf(OFFER, widget.query)), key).toContain(widget.chart);
  });

  it("is nothing in an app without tickets", () => {
    const plain = { ...form, statusField: undefined };
    expect(starters(OFFER, [plain], starterWords)).toEqual([]);
    expect(furtherStarters(OFFER, [plain], starterWords)).toEqual([]);
  });
});
