import { describe, expect, it } from "vitest";
import { addRow, grantsOf, rescope, rowsOf, setRight, toggle } from "./grants";

const grants = grantsOf({
  grants: [
    { form: "ticket", can: ["read", "update"], scope: "team" },
    { dashboard: "board", can: ["read"] },
    { form: "ticket", can: ["create"] },
  ],
});

describe("the matrix of a role", () => {
  it("has a row for each grant, and an empty one where there is none", () => {
    expect(rowsOf(grants, "form", "ticket").map((row) => row.place)).toEqual([0, 2]);
    expect(rowsOf(grants, "form", "customer")).toEqual([
      { place: -1, grant: { form: "customer", can: [] } },
    ]);
  });

  it("adds a grant with its first action and removes it with its last", () => {
    const [none] = rowsOf(grants, "form", "customer");
    expect(none && toggle(none, "read", true, 3)).toEqual([
      {
        do: "add",
        element: "grant",
        at: [3],
        value: { form: "customer", can: ["read"], scope: "all" },
      },
    ]);
    const [board] = rowsOf(grants, "dashboard", "board");
    expect(board && toggle(board, "read", false, 3)).toEqual([
      { do: "remove", element: "grant", at: [1] },
    ]);
  });

  it("keeps actions in one order and gives a range to what only created", () => {
    const [first, second] = rowsOf(grants, "form", "ticket");
    expect(first && toggle(first, "create", true, 3)).toEqual([
      {
        do: "change",
        element: "grant",
        at: [0],
        values: { can: ["read", "create", "update"] },
      },
    ]);
    expect(second && toggle(second, "read", true, 3)).toEqual([
      {
        do: "change",
        element: "grant",
        at: [2],
        values: { can: ["read", "create"], scope: "all" },
      },
    ]);
  });

  it("keeps a condition only with the range that has one", () => {
    const [row] = rowsOf(grants, "form", "ticket");
    if (!row) throw new Error("no row");
    expect(rescope(row, "filter")).toEqual([
      { do: "change", element: "grant", at: [0], values: { scope: "filter", filter: { all: [] } } },
    ]);
    const filtered = { place: 0, grant: { ...row.grant, filter: { all: [] } } };
    expect(rescope(filtered, "own")).toEqual([
      { do: "change", element: "grant", at: [0], values: { scope: "own", filter: null } },
    ]);
  });

  it("says what is special about fields, and forgets it", () => {
    const row = {
      place: 0,
      grant: { form: "ticket", can: ["read"], fields: { a: "hidden" } },
    } as const;
    expect(setRight(row as never, "b", "masked")).toEqual([
      { do: "change", element: "grant", at: [0], values: { fields: { a: "hidden", b: "masked" } } },
    ]);
    expect(setRight(row as never, "a", null)).toEqual([
      { do: "change", element: "grant", at: [0], values: { fields: null } },
    ]);
    expect(addRow("ticket", 3)).toHaveLength(1);
  });
});
