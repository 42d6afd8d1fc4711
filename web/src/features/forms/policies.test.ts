import { describe, expect, it } from "vitest";
import {
  addLevel,
  amountOf,
  isLevelTaken,
  type Levels,
  newPolicy,
  promisesSome,
  withAmount,
} from "./policies";

const name = { "zh-CN": "黄" };

describe("levels of a policy", () => {
  it("begin at half of the time, near its end and at its end, ever more urgent", () => {
    let levels: Levels = {};
    for (const key of ["a", "b", "c", "d"]) levels = addLevel(levels, "resolution", name, key);
    levels = addLevel(levels, "next_response", name, "e");
    expect(Object.values(levels).map((each) => [each.clock, each.color, each.percent])).toEqual([
      ["resolution", "yellow", 50],
      ["resolution", "orange", 80],
      ["resolution", "red", 100],
      ["resolution", "red", 150],
      ["next_response", "yellow", 50],
    ]);
    expect(isLevelTaken(levels, "a")).toBe(true);
    expect(isLevelTaken(levels, "near")).toBe(true);
    expect(isLevelTaken(levels, "f")).toBe(false);
  });

  it("are counted in one unit", () => {
    const level = addLevel({}, "resolution", name, "a").a;
    if (!level) throw new Error("no level");
    const hours = withAmount(level, "hours", 24);
    expect([amountOf(hours), hours.hours, hours.percent]).toEqual(["hours", 24, undefined]);
    expect(amountOf(withAmount(hours, "hours", null))).toBeUndefined();
  });

  it("come along with what a new policy begins with", () => {
    const service = {
      next_response: { hours: 1 },
      resolution: { hours: 8 },
      levels: addLevel({}, "resolution", name, "a"),
    };
    expect(newPolicy({ service, fields: {} }, name)).toEqual({ name, ...service });
    expect(promisesSome({ next_response: { hours: 1 } })).toBe(true);
    expect(promisesSome({ levels: service.levels })).toBe(false);
  });
});
