/** How the nodes and ways of a flow look, for the layout. */
import type { Look, Pill } from "../graph/drawing";
import type { Flow, FlowNode, Tree, Way } from "../graph/flow";
import { textWidth } from "../graph/text-width";
import { cardWords, laneText, lateText } from "./card";
import { lengthText, valueText } from "./pieces";
import { labelOf, local, type Scene } from "./scene";

const WIDE = 320;
const SMALL = { start: 264, end: 240 };

export function lookOf(flow: Flow, scene: Scene): Look {
  const node = (key: string) => flow.nodes[key] as FlowNode;
  return {
    size: (key) => sizeOf(node(key), scene),
    isHead: (key) => node(key).type === "branch",
    pill: (way) => pillOf(node(way.from), way, scene),
    lanes: (key) => lanesOf(node(key), scene),
    aside: (key) => {
      const text = lateText(node(key), scene);
      return text ? { text, tone: "late", icon: "bell" } : undefined;
    },
    auto: (key) => autoOf(key, node(key), scene),
    assignWidth: headWidth(scene.t("flows.assign"), scene.t("flows.card.first_wins")),
    width: pillWidth,
  };
}

const headWidth = (title: string, hint: string) =>
  Math.ceil(textWidth(title) * 1.1 + textWidth(hint) + 64);

function sizeOf(node: FlowNode, scene: Scene): { width: number; height: number } {
  if (node.type === "branch") {
    const { title, hint } = cardWords(node, scene);
    return { width: headWidth(title, hint), height: 28 };
  }
  if (node.type === "start") return { width: SMALL.start, height: 56 };
  if (node.type === "end") return { width: SMALL.end, height: 56 };
  const facts = cardWords(node, scene).facts.length;
  return { width: WIDE, height: facts ? 56 + 20 * facts : 56 };
}

function pillWidth(pill: Pill): number {
  const icon = pill.icon ? 18 : 0;
  const round = pill.tone === "condition" || pill.tone === "otherwise" ? 28 : 24;
  return Math.ceil(textWidth(pill.text) * 1.04) + icon + round;
}

/** The word on a way: the button that takes it, or the condition under which it is gone. */
export function pillOf(node: FlowNode, way: Way, scene: Scene): Pill | undefined {
  if (way.outcome !== undefined) {
    const outcome = node.outcomes?.[way.outcome];
    const name = local(outcome?.name, scene.language) || way.outcome;
    const rejects = outcome?.reason === "required" || way.previous;
    return {
      text: outcome?.reason === "required" ? scene.t("flows.pill.with_reason", { name }) : name,
      tone: "outcome",
      ...(rejects
        ? { icon: "rejected" as const }
        : node.type === "confirm"
          ? { icon: "check" as const }
          : {}),
      ...(way.previous ? { note: scene.t("flows.pill.previous") } : {}),
    };
  }
  if (way.line === undefined) return undefined;
  return conditionPill(node.lines?.[way.line]?.when, scene);
}

/** A condition as a pill; the last line is for everything else. */
export function conditionPill(when: Tree | undefined, scene: Scene): Pill {
  if (!when) return { text: scene.t("flows.pill.otherwise"), tone: "otherwise" };
  const text = scene.condition(when);
  return { text, tone: "condition", parts: partsOf(text, when, scene) };
}

/** Field and value stand out where the condition is a simple one. */
function partsOf(text: string, when: Tree, scene: Scene): NonNullable<Pill["parts"]> {
  const label = typeof when.field === "string" ? labelOf(scene, when.field) : undefined;
  if (label === undefined || !text.startsWith(label)) return [{ text, strong: false }];
  const rest = text.slice(label.length);
  const value = when.value === undefined ? "" : valueText(String(when.field), when.value, scene);
  const field = { text: label, strong: true };
  if (!value || !rest.endsWith(value)) return [field, { text: rest, strong: false }];
  const between = rest.slice(0, rest.length - value.length).trim();
  return [field, { text: between, strong: false }, { text: value, strong: true }];
}

function lanesOf(node: FlowNode, scene: Scene) {
  const lines = node.assign;
  if (!Array.isArray(lines) || lines.length < 2) return undefined;
  return lines.map((line) => ({
    condition: conditionPill(line.when, scene),
    ...laneText(line, scene),
  }));
}

function autoOf(key: string, node: FlowNode, scene: Scene) {
  const auto = node.auto;
  const outcome = auto && node.outcomes?.[auto.outcome];
  if (!auto || !outcome || typeof outcome.to !== "string") return undefined;
  const text = scene.t("flows.pill.auto", {
    length: lengthText(auto.after, scene),
    outcome: local(outcome.name, scene.language),
  });
  const way: Way = {
    id: `${key}.${auto.outcome}`,
    from: key,
    target: outcome.to,
    path: ["auto", "outcome"],
    outcome: auto.outcome,
    previous: false,
  };
  return { pill: { text, tone: "auto" as const, icon: "clock" as const }, way };
}
