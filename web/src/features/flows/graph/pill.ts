import type { Pill } from "./drawing";

/** Heights of the words on lines, in pixels. */
export const CONDITION = 28;
const OUTCOME = 24;

export function pillHeight(pill: Pill): number {
  return pill.tone === "condition" || pill.tone === "otherwise" ? CONDITION : OUTCOME;
}
