import { describe, expect, it } from "vitest";
import { dayOf, isInstant, readDay, readInstant, showInstant } from "./day";

describe("a day as people write it", () => {
  it.each([
    ["2026-02-14", "2026-02-14"],
    ["2026/2/4", "2026-02-04"],
    ["2026.2.4", "2026-02-04"],
    ["20260214", "2026-02-14"],
    ["2026年2月14日", "2026-02-14"],
    ["２０２６-02-14", "2026-02-14"],
    ["2028-02-29", "2028-02-29"],
  ])("%s is %s", (typed, day) => expect(readDay(typed)).toBe(day));

  it.each(["2026-02-30", "2026-13-01", "2026", "14-02-2026", "0001-01-01", "today"])(
    "%s is none",
    (typed) => expect(readDay(typed)).toBeNull(),
  );
});

describe("a moment", () => {
  it("is typed in the zone of the device and stored in UTC", () => {
    const stored = readInstant("2026-11-22 14:30") ?? "";
    expect(stored).toBe(new Date(2026, 10, 22, 14, 30).toISOString());
    expect(showInstant(stored)).toBe("2026-11-22 14:30");
    expect(showInstant(stored, "T")).toBe("2026-11-22T14:30");
    expect(readInstant("2026/11/22 9:05")).toBe(new Date(2026, 10, 22, 9, 5).toISOString());
    expect(readInstant("2026-11-22")).toBe(new Date(2026, 10, 22).toISOString());
    expect(readInstant("2026-11-22T14:30")).toBe(stored);
    expect(readInstant(stored)).toBe(stored);
  });

  it("is none when it does not exist", () => {
    for (const typed of ["2026-11-22 25:00", "2026-11-22 10:60", "2026-11-31 10:00", "x"]) {
      expect(readInstant(typed)).toBeNull();
    }
    expect(isInstant("2026-11-22T14:30")).toBe(false);
    expect(showInstant("half typ")).toBe("half typ");
  });

  it("has a day on this device", () =>
    expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05"));
});
