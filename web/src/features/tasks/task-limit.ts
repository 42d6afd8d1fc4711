import type { Task } from "../../api/types";

/** The limit that a task has to keep next: its own, or one of its ticket. */
export interface TaskLimit {
  of: "task" | "first_response" | "next_response" | "resolution";
  due: string;
  from: string;
  warn: string | null;
}

/** The nearest limit of a task; null when neither it nor its ticket has one. */
export function limitOf(task: Task): TaskLimit | null {
  const own: TaskLimit | null = task.due_at
    ? { of: "task", due: task.due_at, from: task.created_at, warn: task.warn_at }
    : null;
  const whole = task.case_due;
  if (!whole || (own && Date.parse(own.due) <= Date.parse(whole.due_at))) return own;
  return { of: whole.clock, due: whole.due_at, from: whole.from, warn: whole.warned_at };
}
