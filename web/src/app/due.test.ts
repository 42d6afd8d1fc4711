// @vitest-environment node
import { describe, expect, it } from "vitest";
import { dueGroup, dueState } from "./due";

const HOUR = 3_600_000;

describe("how near a deadline is", () => {
  it("changes its color when the builder says to warn, not by the share of time used", () => {
    const at = (now: number) => dueState(100 * 60_000, 0, now * 60_000, 90 * 60_000).level;
    expect([at(10), at(85), at(90), at(99), at(101)]).toEqual([
      "calm",
      "calm",
      "warn2",
      "warn2",
      "late",
    ]);
  });

  it("grows from calm over two warnings to late", () => {
    const levels = [0, 0.59, 0.6, 0.79, 0.8, 1, 1.01].map(
      (share) => dueState(10 * HOUR, 0, share * 10 * HOUR).level,
    );
    expect(levels).toEqual(["calm", "calm", "warn1", "warn1", "warn2", "warn2", "late"]);
  });

  it("counts a started minute as left, and a late one as passed", () => {
    expect(dueState(HOUR, 0, HOUR - 61_000).minutes).toBe(2);
    expect(dueState(HOUR, 0, HOUR + 61_000).minutes).toBe(-2);
  });

  it("is never more than used up, even when the clock started after the deadline", () => {
    expect(dueState(0, HOUR, 2 * HOUR).used).toBe(1);
    expect(dueState(HOUR, 2 * HOUR, 0).used).toBe(0);
  });
});

describe("the headings of My tasks", () => {
  const now = new Date(2026, 10, 24, 15, 0).getTime();
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();

  it("separate what is late, due today, due later and without a deadline", () => {
    expect(dueGroup(at(24, 14), now)).toBe("late");
    expect(dueGroup(at(24, 23), now)).toBe("today");
    expect(dueGroup(at(25, 0), now)).toBe("later");
    expect(dueGroup(null, now)).toBe("open");
  });
});
