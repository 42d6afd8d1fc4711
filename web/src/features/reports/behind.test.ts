// @vitest-environment node
import { describe, expect, it } from "vitest";
import { behind } from "./behind";

const SHANGHAI = "Asia/Shanghai";
const open = { field: "status", op: "eq", value: "new" };
const ask = (by: { field: string; ranges?: number[] }[], more = {}) => ({
  from: "ticket",
  by,
  ...more,
});
const at = (type: string, kind: "instant" | "date" = "instant") => ({ type, kind });

describe("the records behind a group", () => {
  it("have its value, beside what the query asks of all", () => {
    const query = ask([{ field: "problem_type" }], { filter: open });
    expect(behind(query, [{ type: "radio" }], ["support", 4], SHANGHAI)).toEqual({
      from: "ticket",
      filter: { all: [open, { field: "problem_type", op: "eq", value: "support" }] },
    });
    expect(behind(query, [{ type: "radio" }], [null, 4], SHANGHAI)?.filter).toEqual({
      all: [open, { field: "problem_type", op: "empty" }],
    });
    expect(behind({ from: "ticket" }, [], [7], SHANGHAI)).toEqual({
      from: "ticket",
      filter: undefined,
    });
  });

  it("lie between the midnights of the organization", () => {
    const day = behind(ask([{ field: "at" }]), [at("day")], ["2026-11-20"], SHANGHAI);
    expect(day?.filter).toEqual({
      all: [
        { field: "at", op: "ge", value: "2026-11-19T16:00:00.000Z" },
        { field: "at", op: "lt", value: "2026-11-20T16:00:00.000Z" },
      ],
    });
  });

  it("follow the clock when it is changed", () => {
    const berlin = (type: string, cell: string) => {
      const found = behind(ask([{ field: "at" }]), [at(type)], [cell], "Europe/Berlin");
      const ends = found?.filter as { all: { value: string }[] } | undefined;
      return ends?.all.map(({ value }) => value.slice(0, 16));
    };
    expect(berlin("day", "2026-03-29")).toEqual(["2026-03-28T23:00", "2026-03-29T22:00"]);
    expect(berlin("day", "2026-10-25")).toEqual(["2026-10-24T22:00", "2026-10-25T23:00"]);
    expect(berlin("hour", "2026-03-29T01:00:00")).toEqual(["2026-03-29T00:00", "2026-03-29T01:00"]);
    expect(berlin("hour", "2026-10-25T02:00:00")).toEqual(["2026-10-25T00:00", "2026-10-25T02:00"]);
    expect(berlin("week", "2026-10-19")).toEqual(["2026-10-18T22:00", "2026-10-25T23:00"]);
    expect(berlin("quarter", "2026-10-01")).toEqual(["2026-09-30T22:00", "2026-12-31T23:00"]);
  });

  it("of days without a time are named by days", () => {
    const month = behind(ask([{ field: "day" }]), [at("month", "date")], ["2026-12-01"], SHANGHAI);
    expect(month?.filter).toEqual({
      all: [
        { field: "day", op: "ge", value: "2026-12-01" },
        { field: "day", op: "lt", value: "2027-01-01" },
      ],
    });
  });

  it("of ranges lie between their bounds", () => {
    const query = ask([{ field: "wait", ranges: [60, 600] }]);
    const of = (place: number) => behind(query, [{ type: "range" }], [place], SHANGHAI)?.filter;
    expect(of(0)).toEqual({ field: "wait", op: "lt", value: 60 });
    expect(of(1)).toEqual({
      all: [
        { field: "wait", op: "ge", value: 60 },
        { field: "wait", op: "lt", value: 600 },
      ],
    });
    expect(of(2)).toEqual({ field: "wait", op: "ge", value: 600 });
  });

  it("are not shown where no filter can say which they are", () => {
    expect(behind(ask([{ field: "at" }]), [at("weekday")], [1], SHANGHAI)).toBeUndefined();
  });

  it("are those that the measure counts", () => {
    const measures = [{ agg: "count" }, { agg: "count", filter: open }];
    const query = ask([{ field: "kind" }], { measures });
    const group = { field: "kind", op: "eq", value: "a" };
    expect(behind(query, [{ type: "radio" }], ["a", 2, 1], SHANGHAI, 1)?.filter).toEqual({
      all: [group, open],
    });
    expect(behind(query, [{ type: "radio" }], ["a", 2, 1], SHANGHAI)?.filter).toEqual(group);
  });
});
