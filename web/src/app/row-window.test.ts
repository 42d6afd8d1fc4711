import { describe, expect, it } from "vitest";
import { windowOf } from "./row-window";

describe("the rows that are drawn", () => {
  it("are those that are seen and some beyond both edges", () => {
    expect(windowOf(1000, 40, 4000, 4800)).toEqual({ first: 88, end: 132 });
  });

  it("never go over the ends", () => {
    expect(windowOf(1000, 40, 0, 800)).toEqual({ first: 0, end: 32 });
    expect(windowOf(10, 40, 0, 800)).toEqual({ first: 0, end: 10 });
    expect(windowOf(0, 40, 0, 800)).toEqual({ first: 0, end: 0 });
    expect(windowOf(100, 40, 9000, 9800)).toEqual({ first: 99, end: 100 });
  });
});
