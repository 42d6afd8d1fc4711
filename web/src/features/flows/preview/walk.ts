/** Walking a flow by its buttons: what a step shows to whoever does it, and where each choice leads. Pure. */
import { type Flow, startOf, type Way, waysOf } from "../graph/flow";
import { nodeName } from "../words/card";
import { pillOf } from "../words/look";
import { local, type Scene } from "../words/scene";

/** One thing that can be chosen at a step, or the way on where there is nothing to choose. */
export interface Choice {
  readonly way: Way;
  readonly text: string;
  /** Whether a reason is wanted. */
  readonly reason: "none" | "optional" | "required";
  /** It goes on by itself. */
  readonly alone: boolean;
}

export function firstStep(flow: Flow): string | undefined {
  return startOf(flow);
}

export function choicesAt(flow: Flow, key: string, scene: Scene): readonly Choice[] {
  const node = flow.nodes[key];
  if (!node) return [];
  return waysOf(key, node)
    .filter((way) => flow.nodes[way.target])
    .map((way): Choice => {
      const outcome = way.outcome === undefined ? undefined : node.outcomes?.[way.outcome];
      if (outcome)
        return {
          way,
          text: local(outcome.name, scene.language) || String(way.outcome),
          reason: outcome.reason ?? "none",
          alone: false,
        };
      if (way.line !== undefined)
        return { way, text: pillOf(node, way, scene)?.text ?? "", reason: "none", alone: false };
      return { way, text: nodeName(flow.nodes[way.target], scene), reason: "none", alone: true };
    });
}

/** Fields that can be written at a step, those that must be filled in marked. */
export function fieldsAt(flow: Flow, key: string): readonly { key: string; required: boolean }[] {
  const { write = [], required = [] } = flow.nodes[key]?.fields ?? {};
  const all = [...new Set([...write, ...required])];
  return all.map((field) => ({ key: field, required: required.includes(field) }));
}
