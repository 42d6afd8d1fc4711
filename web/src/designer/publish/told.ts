import { designerPath } from "../places";
import type { Changes, Detail, DraftProblem, Effect, PartChange, Publication } from "./queries";

/** One line of the list of changes: a difference, or a part that is new or goes. */
export interface Line {
  /** Unique in its list. */
  id: string;
  part: PartChange;
  /** Null for a whole part. */
  detail: Detail | null;
  effects: Effect[];
}

/** The parts of the path of an effect below its document. */
function below(effect: Effect, part: PartChange): string[] {
  const root = `${part.part}.${part.key}`;
  return effect.path === root ? [] : effect.path.slice(root.length + 1).split(".");
}

/** Whether an effect speaks of the element that a difference is about. */
function concerns(effect: Effect, part: PartChange, detail: Detail): boolean {
  const steps = below(effect, part);
  return steps.length > 0 && detail.at.length > 0 && steps.includes(String(detail.at[0]));
}

/** Every change on a line of its own, each effect beside the change that it comes from. */
export function linesOf(changes: PartChange[]): Line[] {
  return changes
    .filter((part) => part.change !== "unchanged")
    .flatMap((part): Line[] => {
      const id = `${part.kind}.${part.key}`;
      if (part.details.length === 0) return [{ id, part, detail: null, effects: part.effects }];
      const left = new Set(part.effects);
      const lines = part.details.map((detail, place): Line => {
        const effects = part.effects.filter(
          (effect) => left.has(effect) && concerns(effect, part, detail),
        );
        for (const effect of effects) left.delete(effect);
        return { id: `${id}.${place}`, part, detail, effects };
      });
      // What concerns the part as a whole stands at its last line.
      const last = lines.at(-1);
      if (last) last.effects = [...last.effects, ...left];
      return lines;
    });
}

/** Whether values would stay behind, so that the builder is asked once. */
export function asksToAccept(changes: Changes): boolean {
  return changes.accept.length > 0;
}

/** Where a problem is mended: the designer of its artefact, at the place. */
export function placeOf(app: string, problem: Pick<DraftProblem, "kind" | "key" | "at">): string {
  return designerPath(app, problem.kind, problem.key, problem.at);
}

/** The publications whose changes are taken back, unless that was taken back itself. `publications`: the newest first. */
export function takenBack(publications: Publication[]): Set<string> {
  const undone = new Set<string>();
  for (const { id, state, takes_back } of publications) {
    if (state === "done" && takes_back && !undone.has(id)) undone.add(takes_back);
  }
  return undone;
}
