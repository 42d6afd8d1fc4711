import type { FlowStep } from "../../api/types";

/** So many steps have room beside each other. */
export const ROOM = 9;

/** A step with its number, or steps that are told by their count alone. */
export type Shown = { step: FlowStep; number: number } | { left: readonly FlowStep[] };

/**
 * The steps that are shown where there is no room for all: the first and the last, those that wait for somebody with their
 * neighbors, and how many lie between. One that would be left out alone is shown.
 */
export function shownSteps(steps: readonly FlowStep[], stuck: readonly string[] = []): Shown[] {
  if (steps.length <= ROOM) return steps.map((step, at) => ({ step, number: at + 1 }));
  const kept = new Set([0, steps.length - 1]);
  const waiting = steps.flatMap((step, at) =>
    step.state === "current" || stuck.includes(step.node) ? [at] : [],
  );
  const done = steps.findLastIndex((step) => step.state === "done");
  const centers = waiting.length > 0 ? waiting : [Math.max(done, 0)];
  const [center = 0] = centers;
  // Of many that wait at once the first ones are kept; beside a single one there is room for more.
  for (const at of centers.slice(0, ROOM - 4)) kept.add(at);
  for (const at of [center - 1, center + 1, center + 2]) {
    if (kept.size < ROOM - 2 && steps[at]) kept.add(at);
  }
  const shown: Shown[] = [];
  let left: FlowStep[] = [];
  function close(): void {
    const [only] = left;
    if (only && left.length === 1) shown.push({ step: only, number: steps.indexOf(only) + 1 });
    else if (left.length > 1) shown.push({ left });
    left = [];
  }
  for (const [at, step] of steps.entries()) {
    if (!kept.has(at)) {
      left.push(step);
      continue;
    }
    close();
    shown.push({ step, number: at + 1 });
  }
  return shown;
}
