import { describe, expect, it } from "vitest";
import type { Task } from "../../api/types";
import { limitOf } from "./task-limit";

const task = (own: string | null, whole: string | null): Task =>
  ({
    created_at: "2026-11-23T01:00:00.000Z",
    due_at: own,
    warn_at: null,
    case_due: whole && {
      clock: "resolution",
      due_at: whole,
      from: "2026-11-23T00:00:00.000Z",
      warned_at: null,
    },
  }) as Task;
const EARLY = "2026-11-23T04:00:00.000Z";
const LATE = "2026-11-23T09:00:00.000Z";

describe("the limit of a task", () => {
  it("is the nearest of its own and the one of its ticket", () => {
    expect(limitOf(task(EARLY, LATE))).toMatchObject({ of: "task", due: EARLY });
    expect(limitOf(task(LATE, EARLY))).toMatchObject({ of: "resolution", due: EARLY });
  });

  it("is that of the ticket where the task has none, counted from the ticket's beginning", () => {
    const found = limitOf(task(null, LATE));
    expect(found).toEqual({
      of: "resolution",
      due: LATE,
      from: "2026-11-23T00:00:00.000Z",
      warn: null,
    });
    expect(limitOf(task(EARLY, null))?.of).toBe("task");
    expect(limitOf(task(null, null))).toBeNull();
  });
});
