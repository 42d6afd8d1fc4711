import { describe, expect, it } from "vitest";
import { weekDocument, weekOf } from "../../../designer/week";
import { drawn, parseDay, read, resized, snap, weekHours, write } from "./hours";

describe("hours as people type them", () => {
  it("are read in many ways and written in one", () => {
    expect(parseDay("9-12 13:30-18")).toEqual(["09:00-12:00", "13:30-18:00"]);
    expect(parseDay("9：00—12：00，13.30~18.00")).toEqual(["09:00-12:00", "13:30-18:00"]);
    expect(parseDay("")).toEqual([]);
    expect(parseDay("0-24")).toEqual(["00:00-24:00"]);
  });

  it("may go over midnight", () => {
    expect(read("22:00-06:00")).toEqual({ from: 1320, to: 1800 });
    expect(parseDay("22-6")).toEqual(["22:00-06:00"]);
  });

  it("are refused when they are none", () => {
    for (const text of ["9", "25-26", "9-12-13", "ab", "9-9"]) expect(parseDay(text)).toBeNull();
  });

  it("become one where they touch", () => {
    expect(parseDay("9-12 11-14")).toEqual(["09:00-14:00"]);
  });
});

describe("hours as people drag them", () => {
  const morning = [{ from: 540, to: 720 }];

  it("are added, in either direction", () => {
    expect(drawn(morning, 1080, 810).map(write)).toEqual(["09:00-12:00", "13:30-18:00"]);
    expect(drawn(morning, 600, 615)).toEqual(morning);
  });

  it("are made longer, shorter, or taken away", () => {
    expect(resized(morning, 0, "to", 780).map(write)).toEqual(["09:00-13:00"]);
    expect(resized(morning, 0, "from", 720)).toEqual([]);
    expect(snap(0.4)).toBe(570);
    expect(snap(1.4)).toBe(1440);
  });
});

describe("a week as it stands in a document", () => {
  it("is read day by day and written with days that are alike together", () => {
    const week = weekOf({ "mon-fri": ["09:00-18:00"], "sat,sun": ["10:00-12:00"] });
    expect(week.wed).toEqual(["09:00-18:00"]);
    expect(week.sun).toEqual(["10:00-12:00"]);
    expect(weekDocument(week)).toEqual({
      "mon-fri": ["09:00-18:00"],
      "sat-sun": ["10:00-12:00"],
    });
    expect(weekDocument({ ...week, wed: [] })).toEqual({
      "mon-tue": ["09:00-18:00"],
      "thu-fri": ["09:00-18:00"],
      "sat-sun": ["10:00-12:00"],
    });
    expect(weekHours(week)).toBe(49);
  });
});
