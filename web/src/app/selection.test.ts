import { describe, expect, it } from "vitest";
import { allOrNone, extended, kept, NOTHING, toggled } from "./selection";

const order = ["a", "b", "c", "d"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join("");

describe("selecting rows", () => {
  it("adds and takes away one", () => {
    const one = toggled(NOTHING, "b");
    expect(ids(one)).toBe("b");
    expect(ids(toggled(one, "b"))).toBe("");
  });

  it("goes on from the last one in both directions", () => {
    const from = toggled(NOTHING, "c");
    expect(ids(extended(from, "a", order))).toBe("abc");
    expect(ids(extended(from, "d", order))).toBe("cd");
    expect(ids(extended(NOTHING, "d", order))).toBe("d");
  });

  it("takes all, then none", () => {
    const all = allOrNone(toggled(NOTHING, "a"), order);
    expect(ids(all)).toBe("abcd");
    expect(ids(allOrNone(all, order))).toBe("");
    expect(ids(allOrNone(NOTHING, []))).toBe("");
  });

  it("forgets rows that are gone", () => {
    const two = extended(toggled(NOTHING, "a"), "b", order);
    expect(ids(kept(two, ["b", "c"]))).toBe("b");
    expect(kept(two, order)).toBe(two);
  });
});
