/** Acts on a list of actions, each on a copy; and one line of it on the clipboard. */
import { copy, paste } from "../clipboard";
import type { ActionLine } from "./model";

/** What was done, for the name of the command; `name` is the action's. */
export interface Act {
  do: "add" | "change" | "remove" | "move" | "duplicate" | "paste";
  at: number;
  to?: number;
  name: string;
}

export function inserted(list: readonly ActionLine[], at: number, line: ActionLine): ActionLine[] {
  return [...list.slice(0, at), line, ...list.slice(at)];
}

export function replaced(list: readonly ActionLine[], at: number, line: ActionLine): ActionLine[] {
  return list.map((each, place) => (place === at ? line : each));
}

export function without(list: readonly ActionLine[], at: number): ActionLine[] {
  return list.filter((_, place) => place !== at);
}

/** `to` counts without the line itself. */
export function moved(list: readonly ActionLine[], at: number, to: number): ActionLine[] {
  const line = list[at];
  return line === undefined ? [...list] : inserted(without(list, at), to, line);
}

/** The next list when a line is put in place of a gap: gap 0 is before the first line. */
export function placeOfGap(at: number, gap: number): number {
  return gap > at ? gap - 1 : gap;
}

const CLIP = "action";

/** A copy that can be pasted into any other list of actions. */
export function copyLine(line: ActionLine): void {
  copy(CLIP, line);
}

export function copiedLine(): ActionLine | undefined {
  return paste<ActionLine>(CLIP) ?? undefined;
}
