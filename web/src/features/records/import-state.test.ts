// @vitest-environment node
import { describe, expect, it } from "vitest";
import {
  asHistory,
  firstPlan,
  holdsSomething,
  type Import,
  lookedAt,
  mapped,
  ready,
} from "./import-state";

const found: Import = {
  id: "1",
  name: "a.xlsx",
  state: "read",
  total: 2,
  done: 0,
  error: null,
  created_at: "2026-11-29T00:00:00Z",
  columns: ["编号", "电话", "备注"].map((name) => ({ name, sample: [] })),
  mapping: ["number", "phone", null],
  history: false,
  match: null,
  uncounted: 0,
  may_history: true,
  fields: ["phone", "name"],
  matching: ["phone"],
  counts: { new: 3, known: 2, wrong: 1 },
  wrong: [],
  suggests_history: false,
};

describe("the plan of an import", () => {
  it("leaves out what only a history keeps, until it is one", () => {
    const plan = firstPlan(found);
    expect(plan).toEqual({ mapping: [null, "phone", null], history: false, match: null });
    const history = asHistory({ ...plan, match: "phone" }, found, true);
    expect(history).toEqual({ mapping: ["number", "phone", null], history: true, match: null });
    expect(asHistory(history, found, false).mapping).toEqual([null, "phone", null]);
    expect(firstPlan({ ...found, suggests_history: true }).mapping[0]).toBe("number");
  });

  it("has something to check when a column goes into a field", () => {
    const plan = { mapping: [null, null, null], history: true, match: null };
    expect(holdsSomething(plan)).toBe(false);
    expect(holdsSomething({ ...plan, mapping: ["number", null, null] })).toBe(false);
    expect(holdsSomething({ ...plan, mapping: ["number", "phone", null] })).toBe(true);
  });

  it("gives a field to one column only, and forgets to look for what is not there", () => {
    const plan = { mapping: [null, "phone", null], history: false, match: "phone" };
    expect(mapped(plan, 2, "phone").mapping).toEqual([null, null, "phone"]);
    expect(mapped(plan, 1, "name")).toEqual({
      mapping: [null, "name", null],
      history: false,
      match: null,
    });
  });

  it("knows whether it was looked at", () => {
    const looked: Import = { ...found, state: "checked", mapping: [null, "phone", null] };
    expect(lookedAt(looked, firstPlan(looked))).toBe(true);
    expect(lookedAt(looked, { ...firstPlan(looked), match: "phone" })).toBe(false);
    expect(lookedAt(found, firstPlan(found))).toBe(false);
    const stopped: Import = { ...looked, state: "cancelled", counts: { new: 1, waiting: 4 } };
    expect(lookedAt(stopped, firstPlan(stopped))).toBe(false);
    expect(ready(looked)).toBe(5);
  });
});
