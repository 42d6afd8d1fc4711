// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Form } from "../../api/types";
import {
  differs,
  fromSaved,
  type ListState,
  partsOf,
  readAddress,
  toSaved,
  USUAL,
  wholeOf,
  writeAddress,
} from "./list-state";

const form = { key: "desk.ticket" } as Form;
const urgent = { field: "urgency", op: "in", value: ["urgent"] };
const fresh = { field: "created_at", op: "within", value: { last: 7, unit: "day" } };
const changed: ListState = {
  filters: [urgent, fresh],
  sort: "urgency",
  columns: ["number", "title", "urgency"],
  widths: { title: 300 },
  group: "status",
  density: "compact",
};

describe("what a list shows", () => {
  it("comes back from a saved view as it was", () => {
    expect(fromSaved(toSaved(form, changed))).toEqual(changed);
    expect(fromSaved(toSaved(form, USUAL))).toEqual(USUAL);
  });

  it("is not broken by an address that was cut off or typed by hand", () => {
    const from = (filter: string) => readAddress(new URLSearchParams({ filter }), USUAL).filters;
    expect(from("[1,null,{}]")).toEqual([]);
    expect(from('[{"field":"urgency"')).toEqual([]);
    expect(from('{"all":[{"field":"urgency"}]}')).toEqual([]);
    expect(from("null")).toEqual([]);
    expect(from(JSON.stringify([urgent, 7]))).toEqual([urgent]);
    expect(from(JSON.stringify({ all: [urgent, { not: fresh }] }))).toEqual([
      urgent,
      { not: fresh },
    ]);
  });

  it("is in the address only as far as it differs from the view", () => {
    const params = new URLSearchParams("q=x");
    writeAddress(params, USUAL, { ...changed, widths: {} });
    expect(readAddress(params, USUAL)).toEqual({ ...changed, widths: {} });
    writeAddress(params, USUAL, USUAL);
    expect(params.toString()).toBe("q=x");
  });

  it("can say that a filter or a group of the view is taken away", () => {
    const params = new URLSearchParams();
    writeAddress(params, changed, { ...changed, filters: [], group: null });
    const read = readAddress(params, changed);
    expect([read.filters, read.group]).toEqual([[], null]);
    expect(differs(read, changed)).toBe(true);
  });

  it("is the same in whatever order the keys of a condition or of widths come back", () => {
    const mine = { ...changed, filters: [urgent], widths: { title: 300, urgency: 90 } };
    const back = {
      ...changed,
      filters: [{ op: "in", field: "urgency", value: ["urgent"] }],
      widths: { urgency: 90, title: 300 },
    };
    expect(differs(mine, back)).toBe(false);
    expect(differs(mine, { ...back, filters: [{ ...urgent, value: ["low"] }] })).toBe(true);
  });

  it("survives an address that somebody broke", () => {
    const params = new URLSearchParams("filter={&density=huge");
    expect(readAddress(params, USUAL)).toEqual(USUAL);
  });
});

describe("a filter and its chips", () => {
  it("are the same thing", () => {
    expect(partsOf(wholeOf([urgent, fresh]))).toEqual([urgent, fresh]);
    expect(wholeOf([urgent])).toEqual(urgent);
    expect(wholeOf([])).toBeUndefined();
    const either = { any: [urgent, fresh] };
    expect(partsOf(either)).toEqual([either]);
  });
});
