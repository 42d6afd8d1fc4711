import { describe, expect, it } from "vitest";
import type { Task } from "../../api/types";
import { passes, type TaskFilter } from "./task-filters";

const now = new Date(2026, 10, 24, 12).getTime();
const all: TaskFilter = { team: null, urgency: null, due: null, level: null };
const task = (hours: number | null, more: Partial<Task> = {}): Task =>
  ({
    form: "desk.ticket",
    team: "tech",
    due_at: hours === null ? null : new Date(now + hours * 3_600_000).toISOString(),
    record: { urgency: "urgent" },
    ...more,
  }) as Task;

describe("filters of tasks", () => {
  it("take by team and urgency", () => {
    expect(passes(task(1), all, now)).toBe(true);
    expect(passes(task(1), { ...all, team: "desk.service" }, now)).toBe(false);
    expect(passes(task(1), { ...all, team: "desk.tech" }, now)).toBe(true);
    expect(passes(task(1), { ...all, urgency: "urgent" }, now)).toBe(true);
    expect(passes(task(1), { ...all, urgency: "normal" }, now)).toBe(false);
  });

  it("take by the level that the ticket has reached", () => {
    const level = { key: "orange", name: "橙", color: "orange", at: "" } as const;
    const whole = { clock: "resolution", due_at: "", from: "", warned_at: null, level } as const;
    expect(passes(task(1, { case_due: whole }), { ...all, level: "orange" }, now)).toBe(true);
    expect(passes(task(1, { case_due: whole }), { ...all, level: "red" }, now)).toBe(false);
    expect(passes(task(1), { ...all, level: "orange" }, now)).toBe(false);
  });

  it("count what is late as due today and this week", () => {
    const found = (due: string) =>
      [-2, 3, 30, 24 * 9, null].filter((hours) => passes(task(hours), { ...all, due }, now));
    expect(found("late")).toEqual([-2]);
    expect(found("today")).toEqual([-2, 3]);
    expect(found("week")).toEqual([-2, 3, 30]);
    expect(found("open")).toEqual([null]);
  });
});
