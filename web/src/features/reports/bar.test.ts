// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Form } from "../../api/types";
import {
  barFields,
  barFilter,
  barWords,
  PERIODS,
  readBar,
  readPeriod,
  writeBar,
  writePeriod,
} from "./bar";

const SHANGHAI = "Asia/Shanghai";

describe("the filter bar", () => {
  it("lives in the address and leaves the rest of it alone", () => {
    const params = new URLSearchParams("wall=1&within=last.30.day&f.urgency=urgent,critical");
    const bar = readBar(params);
    expect(bar).toEqual({
      period: { last: 30, unit: "day" },
      values: { urgency: ["urgent", "critical"] },
    });
    expect(String(writeBar(params, bar))).toBe(String(params));
    expect(String(writeBar(params, { period: null, values: { urgency: [] } }))).toBe("wall=1");
  });

  it("understands every period it offers, and its own words only", () => {
    for (const text of PERIODS) {
      const period = readPeriod(text);
      expect(period && writePeriod(period)).toBe(text);
    }
    expect(readPeriod("2026-11-20..2026-11-01")).toEqual({ from: "2026-11-01", to: "2026-11-20" });
    for (const text of ["", "last.day", "last.0.day", "next.1.day", "this.decade", "x..y"])
      expect(readPeriod(text)).toBeNull();
  });

  it("asks every widget for the same", () => {
    expect(barFilter({ period: null, values: {} }, SHANGHAI)).toBeUndefined();
    const found = barFilter({ period: { this: "month" }, values: { status: ["new"] } }, SHANGHAI);
    expect(JSON.parse(found ?? "")).toEqual({
      all: [
        { field: "created_at", op: "within", value: { this: "month" } },
        { field: "status", op: "in", value: ["new"] },
      ],
    });
  });

  it("means whole days of the organization by two dates", () => {
    const found = barFilter(
      { period: { from: "2026-11-01", to: "2026-11-01" }, values: {} },
      SHANGHAI,
    );
    expect(JSON.parse(found ?? "")).toEqual({
      all: [
        { field: "created_at", op: "ge", value: "2026-10-31T16:00:00.000Z" },
        { field: "created_at", op: "lt", value: "2026-11-01T16:00:00.000Z" },
      ],
    });
  });

  it("takes no day that is not on the calendar", () => {
    expect(readPeriod("2026-13-01..2026-13-02")).toBeNull();
    expect(readPeriod("2026-02-30..2026-03-01")).toBeNull();
    expect(readPeriod("2028-02-29..2028-02-29")).toEqual({ from: "2028-02-29", to: "2028-02-29" });
  });

  it("offers the choices of the forms behind the widgets", () => {
    const field = (key: string, type: string) => ({
      key,
      type,
      label: key,
      options: type === "text" ? null : [{ key: "a", label: "A" }],
    });
    const form = (key: string, isCase: boolean, ...fields: unknown[]) =>
      ({ key, case: isCase, fields }) as unknown as Form;
    const forms = [
      form("desk.ticket", true, field("kind", "radio"), field("name", "text")),
      form("desk.customer", false, field("level", "select")),
    ];
    const keys = (...froms: string[]) => barFields(forms, new Set(froms)).map(({ key }) => key);
    expect(keys("ticket")).toEqual(["kind"]);
    expect(keys("cases")).toEqual(["kind"]);
    expect(keys("ticket", "customer")).toEqual(["kind", "level"]);
    expect(keys()).toEqual([]);
  });
});

describe("the filter bar in words", () => {
  it("names fields and options, not keys", () => {
    const t = ((key: string, given?: Record<string, string>) =>
      key === "list.and" ? "、" : `${given?.field}：${given?.values}`) as never;
    const field = {
      key: "problem_type",
      label: "问题类型",
      type: "radio",
      options: [
        { key: "support", label: "技术支持" },
        { key: "complaint", label: "投诉建议" },
      ],
    } as never;
    const bar = { period: null, values: { problem_type: ["support", "complaint"] } };
    expect(barWords(bar, [field], t)).toEqual(["问题类型：技术支持、投诉建议"]);
  });
});
