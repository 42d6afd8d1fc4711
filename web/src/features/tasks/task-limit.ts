import type { Task } from "../../api/types";
import type { ReachedLevel } from "../../app/level";

/** The limit that a task has to keep next: its own, or one of its ticket. */
export interface TaskLimit {
  of: "task" | "first_response" | "next_response" | "resolution";
  due: string;
  from: string;
  warn: string | null;
  /** Of its ticket, where that has reached one. */
  level: ReachedLevel | null;
}

/** The level that the ticket of a task has reached. */
export const levelOf = (task: Task): ReachedLevel | null => task.case_due?.level ?? null;

/** The nearest limit of a task; null when neither it nor its ticket has one. */
export function limitOf(task: Task): TaskLimit | null {
  const own: TaskLimit | null = task.due_at
    ? { of: "task", due: task.due_at, from: task.created_at, warn: task.warn_at, level: null }
    : null;
  const whole = task.case_due;
  if (!whole || (own && Date.parse(own.due) <= Date.parse(whole.due_at))) return own;
  return {
    of: whole.clock,
    due: whole.due_at,
    from: whole.from,
    warn: whole.warned_at,
    level: whole.level,
  };
}
