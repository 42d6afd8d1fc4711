// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ChartRules, groupOf, isPart, refusal, type Shape, suggest } from "./suggest";

/** What the charts declare, and what is offered for many shapes; the server runs the same. */
const FILE = join(import.meta.dirname, "../../../../tests/reports/chart_vectors.json");
const { charts: declared, vectors } = JSON.parse(readFileSync(FILE, "utf8")) as {
  charts: Record<string, ChartRules>;
  vectors: { name: string; shape: Shape; offered: string[] }[];
};
const charts = new Map(Object.entries(declared));

describe("the charts offered for a query", () => {
  it.each(vectors)("are those of the shared vectors: $name", ({ shape, offered }) => {
    expect(suggest(charts, shape)).toEqual(offered);
  });

  it("leave out the others with the server's reason", () => {
    const of = (key: string) => charts.get(key) as ChartRules;
    const people: Shape = { groups: [{ order: "none" }], parts: [false] };
    expect(refusal(of("line"), people)).toBe("chart_needs_order");
    expect(refusal(of("pie"), people)).toBe("chart_needs_parts");
    expect(refusal(of("metric"), people)).toBe("chart_shape");
    const two: Shape = { groups: [{ order: "time" }, { order: "none" }], parts: [true, true] };
    expect(refusal(of("line"), two)).toBe("chart_one_measure_of_two_groups");
  });
});

describe("a dimension", () => {
  const time = { buckets: ["day", "weekday"] };
  it("of time has an order of its own", () => {
    expect(groupOf({ field: "at" }, time)).toEqual({ order: "time" });
    expect(groupOf({ field: "at", bucket: "month" }, time)).toEqual({ order: "time" });
    expect(groupOf({ field: "at", bucket: "weekday" }, time)).toEqual({
      order: "steps",
      values: 7,
    });
  });
  it("of a choice has as many values as options, of people unknown many", () => {
    const choice = { buckets: [], options: [1, 2, 3] };
    expect(groupOf({ field: "kind" }, choice)).toEqual({ order: "none", values: 3 });
    expect(groupOf({ field: "who" }, { buckets: [], options: null })).toEqual({
      order: "none",
      values: null,
    });
    expect(groupOf({ field: "gone" }, undefined)).toEqual({ order: "none", values: null });
    expect(groupOf({ field: "n", ranges: [1, 2] }, undefined)).toEqual({
      order: "steps",
      values: 3,
    });
  });
  it("is beside measures of which only sums add up", () => {
    expect(isPart({ agg: "count" })).toBe(true);
    expect(isPart({ agg: "avg" })).toBe(false);
    expect(isPart({})).toBe(false);
  });
});
