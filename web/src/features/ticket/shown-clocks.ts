import type { RecordDetail, Task } from "../../api/types";
import type { ReachedLevel } from "../../app/level";

/** One deadline of a ticket, ready to be drawn. Instants in milliseconds. */
export interface ShownClock {
  key: "first_response" | "next_response" | "resolution" | "task";
  state: "running" | "paused" | "met" | "missed";
  due: number;
  /** When its time began, moved on by the pauses, so that a bar shows the share that is used. */
  from: number;
  /** What is left of a paused target, in seconds; negative when it was late. */
  left: number | null;
  /** How long it took, in seconds, once it has ended. */
  took: number | null;
  /** The level of its policy that it has reached, while it is still to be kept. */
  level: ReachedLevel | null;
}

const KEYS = ["first_response", "next_response", "resolution"] as const;

/**
 * The deadlines of a ticket, the one that matters first: what still runs or is paused before what has ended, answers
 * before the solution. Without any of its own, that of the task.
 */
export function shownClocks(record: RecordDetail, task: Task | undefined): ShownClock[] {
  const found = KEYS.flatMap((key): ShownClock[] => {
    const clock = record.case?.clocks[key];
    if (!clock?.due_at || clock.state === "idle") return [];
    return [
      {
        key,
        state: clock.state,
        due: Date.parse(clock.due_at),
        from: Date.parse(clock.begun_at) + clock.paused_seconds * 1000,
        left: clock.left_seconds,
        took: clock.took_seconds,
        level: clock.took_seconds === null ? clock.level : null,
      },
    ];
  });
  if (found.length === 0 && task?.due_at) {
    const from = Date.parse(task.created_at);
    return [
      {
        key: "task",
        state: "running",
        due: Date.parse(task.due_at),
        from,
        left: null,
        took: null,
        level: null,
      },
    ];
  }
  const ended = (clock: ShownClock) => clock.state === "met" || clock.state === "missed";
  const open = found.filter((clock) => !ended(clock));
  // Of those that have ended the solution is what one wants to know.
  return [...open, ...found.filter(ended).reverse()];
}
