// @vitest-environment node
import { describe, expect, it } from "vitest";
import { aboutDataset, type Piece, put, questionOf, taken, uses, usualShelf } from "./fields";
import type { Query } from "./model";
import { columnOf, type Dataset, datasetOf } from "./offer";
import { COUNT, OFFER } from "./testing";

const ticket = datasetOf(OFFER, "ticket") as Dataset;
const cases = datasetOf(OFFER, "cases") as Dataset;

function column(dataset: Dataset, key: string): Piece {
  const found = columnOf(dataset, key);
  if (!found) throw new Error(key);
  return { sort: "column", dataset: dataset.key, column: found };
}

const kind = column(ticket, "problem_type");
const created = column(ticket, "created_at");
const money = column(ticket, "amount");
const waited = column(cases, "first_response_seconds");
const frt: Piece = { sort: "measure", dataset: "cases", key: "frt", name: "首次响应" };
const rows: Piece = { sort: "rows", dataset: "ticket", name: "工单数" };
const count: Query = { from: "ticket", measures: [COUNT] };

describe("a field in a question", () => {
  it("goes where it usually belongs", () => {
    expect([kind, created, money, waited, frt, rows].map(usualShelf)).toEqual([
      "by",
      "by",
      "measures",
      "measures",
      "measures",
      "measures",
    ]);
    expect(put(count, kind)?.by).toEqual([{ field: "problem_type" }]);
    expect(put(count, created)?.by).toEqual([{ field: "created_at", bucket: "day" }]);
    expect(put(count, money)?.measures).toEqual([COUNT, { agg: "sum", field: "amount" }]);
  });

  it("stands on the other shelf where it can", () => {
    expect(put(count, money, "by")?.by).toEqual([{ field: "amount", ranges: [10, 50, 100] }]);
    expect(put({ from: "cases" }, waited, "by")?.by?.[0]?.ranges).toEqual([3600, 14400, 86400]);
    expect(put(count, kind, "measures")?.measures?.[1]).toEqual({
      agg: "count_distinct",
      field: "problem_type",
    });
    expect(put({ from: "cases" }, frt, "by")).toBeNull();
  });

  it("is there once, of the same dataset, and while there is room", () => {
    const once = put(count, kind) as Query;
    expect(put(once, kind)).toBeNull();
    expect(put(count, frt)).toBeNull();
    const by = ["a", "b", "c", "d"].map((field) => ({ field }));
    expect(put({ ...count, by }, kind)).toBeNull();
  });

  it("can be taken out again, and the sort by it goes along", () => {
    const full: Query = {
      ...count,
      by: [{ field: "problem_type" }],
      sort: [{ by: 2, desc: true }],
    };
    expect(uses(full, kind)).toBe(true);
    expect(taken(full, kind)).toEqual({ ...count, by: [], sort: [] });
    expect(uses(count, kind)).toBe(false);
    expect(uses(count, rows)).toBe(true);
    expect(taken(count, rows)).toBeNull();
    const one: Query = { from: "cases", measures: [{ measure: "frt" }] };
    expect(uses(one, frt)).toBe(true);
    expect(taken(one, frt)?.measures).toEqual([COUNT]);
  });

  it("alone makes a question of its own", () => {
    expect(questionOf(kind)).toEqual({ ...count, by: [{ field: "problem_type" }] });
    expect(questionOf(frt)).toEqual({ from: "cases", measures: [{ measure: "frt" }] });
    expect(questionOf(rows)).toEqual(count);
  });
});

it("asks the same of another dataset, as far as that knows the fields", () => {
  const query: Query = {
    from: "ticket",
    filter: { field: "amount", op: "gt", value: 1 },
    by: [{ field: "problem_type" }, { field: "fresh" }],
    measures: [COUNT, { agg: "sum", field: "amount" }],
    sort: [{ by: 4 }],
  };
  expect(aboutDataset(query, cases)).toEqual({
    from: "cases",
    by: [{ field: "record.problem_type" }],
    measures: [COUNT],
    sort: [],
  });
  const back = aboutDataset(
    { from: "cases", by: [{ field: "record.problem_type" }], measures: [{ measure: "frt" }] },
    ticket,
  );
  expect(back).toEqual({
    from: "ticket",
    by: [{ field: "problem_type" }],
    measures: [COUNT],
    sort: [],
  });
});
