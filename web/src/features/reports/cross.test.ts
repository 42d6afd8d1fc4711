import { describe, expect, it } from "vitest";
import type { Widget } from "../../api/types";
import { crossConditions, isSameCross, readCross, writeCross } from "./cross";

const widget = (by: { field: string; bucket?: string }[], types: string[]) =>
  ({
    title: "",
    chart: "bar",
    at: [0, 0, 6, 4],
    settings: {},
    state: "ready",
    rows: [],
    columns: [
      ...by.map(({ field }, place) => ({ key: field, label: field, type: types[place] })),
      { key: "m0", label: "n", type: "number" },
    ],
    query: { from: "ticket", by, filter: { field: "status", op: "eq", value: "new" } },
  }) as unknown as Widget;

describe("what was pointed at in the address", () => {
  it("comes back as it was written, beside what else is there", () => {
    const cross = { widget: "by_type", cells: ["support", null], measure: 1 };
    const params = writeCross(new URLSearchParams("within=this.day"), cross);
    expect(params.get("within")).toBe("this.day");
    expect(readCross(params)).toEqual(cross);
    expect(readCross(writeCross(params, null))).toBeNull();
  });

  it.each(["", "x", "null", "{}", "[1,[2]]", '["a",[]]', '["a",[{}]]', '["a","b"]'])(
    "%s is nothing",
    (text) => expect(readCross(new URLSearchParams({ on: text }))).toBeNull(),
  );

  it("is the same whatever measure was pressed", () => {
    const cross = { widget: "a", cells: ["x"], measure: 0 };
    expect(isSameCross(cross, { ...cross, measure: 1 })).toBe(true);
    expect(isSameCross(cross, { ...cross, cells: ["y"] })).toBe(false);
    expect(isSameCross(null, cross)).toBe(false);
  });
});

describe("what the others are asked for", () => {
  it("is the group alone, not what the widget filters by itself", () => {
    expect(crossConditions(widget([{ field: "kind" }], ["radio"]), ["a"], "UTC")).toEqual([
      { field: "kind", op: "eq", value: "a" },
    ]);
  });

  it("names the record's fields as forms do, and time by its ends, one condition after the other", () => {
    const found = crossConditions(
      widget([{ field: "record.kind" }, { field: "created_at", bucket: "day" }], ["radio", "day"]),
      [null, "2026-11-23"],
      "Asia/Shanghai",
    );
    expect(found).toEqual([
      { field: "kind", op: "empty" },
      { field: "created_at", op: "ge", value: "2026-11-22T16:00:00.000Z" },
      { field: "created_at", op: "lt", value: "2026-11-23T16:00:00.000Z" },
    ]);
  });

  it("is nothing where no filter says it, or the widget is gone or changed", () => {
    expect(crossConditions(widget([{ field: "at" }], ["weekday"]), [1], "UTC")).toBeUndefined();
    expect(crossConditions(undefined, ["a"], "UTC")).toBeUndefined();
    expect(
      crossConditions(widget([{ field: "kind" }], ["radio"]), ["a", "b"], "UTC"),
    ).toBeUndefined();
  });
});
