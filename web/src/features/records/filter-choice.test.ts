import { describe, expect, it } from "vitest";
import { choiceLeaf, valuesOf, wayOf } from "./filter-choice";

describe("the condition on something chosen from many", () => {
  it.each([
    ["is", ["a"], { field: "f", op: "eq", value: "a" }],
    ["is", ["a", "b"], { field: "f", op: "in", value: ["a", "b"] }],
    ["not", ["a"], { field: "f", op: "ne", value: "a" }],
    ["not", ["a", "b"], { field: "f", op: "not_in", value: ["a", "b"] }],
    ["empty", ["a"], { field: "f", op: "empty" }],
  ])("%s %j is written and read again", (way, values, leaf) => {
    expect(choiceLeaf("f", way, values)).toEqual(leaf);
    expect(wayOf(leaf)).toBe(way);
    if (way !== "empty") expect(valuesOf(leaf)).toEqual(values);
  });

  it("holds for all while nothing is chosen", () => {
    expect(choiceLeaf("f", "not", [])).toBeNull();
    expect([wayOf(null), valuesOf(null)]).toEqual(["is", []]);
  });
});
