/** What a card says about its step: who, until when, which fields. */
import type { FlowNode } from "../graph/flow";
import { isMap } from "../graph/flow";
import { actionText, headcount, lengthText, listed, setText, timeText, whom } from "./pieces";
import { labelOf, local, type Scene } from "./scene";

export type FactIcon = "person" | "clock" | "pen" | "bell" | "flow" | "check";

/** One line of a card; `strong` stands before it in bold. */
export interface Fact {
  readonly icon: FactIcon;
  readonly strong?: string;
  readonly text: string;
}

export interface CardWords {
  readonly title: string;
  /** Beside the title of a card with facts, below it on a small one. */
  readonly hint: string;
  readonly facts: readonly Fact[];
}

const KNOWN = ["start", "task", "confirm", "cc", "branch", "wait", "action", "end"];

/** The name the builder gave, else the general word. */
export function nodeName(node: FlowNode | undefined, scene: Scene): string {
  const given = local(node?.name, scene.language);
  if (given || !node) return given;
  return KNOWN.includes(node.type) ? scene.t(`flows.node.${node.type}`) : node.type;
}

export function cardWords(node: FlowNode, scene: Scene): CardWords {
  const title = nodeName(node, scene);
  const { t } = scene;
  switch (node.type) {
    case "start":
      return { title, hint: startText(node, scene), facts: [] };
    case "end":
      return { title, hint: setText(node.set, scene) || t("flows.card.end"), facts: [] };
    case "branch":
      return { title, hint: t("flows.card.first_wins"), facts: [] };
    case "task":
      return { title, hint: taskHint(node, scene), facts: taskFacts(node, scene) };
    case "confirm":
      return { title, hint: t("flows.card.confirm"), facts: confirmFacts(node, scene) };
    case "cc":
      return { title, hint: t("flows.card.cc"), facts: readers(node, scene) };
    case "wait":
      return { title, hint: t("flows.card.wait"), facts: waitFacts(node, scene) };
    case "action":
      return { title, hint: t("flows.card.action"), facts: actionFacts(node, scene) };
    default:
      return { title, hint: "", facts: [] };
  }
}

function startText(node: FlowNode, { t, form }: Scene): string {
  if (node.trigger === "rule") return t("flows.card.start_rule");
  return t("flows.card.start", { form: form.name });
}

function taskHint(node: FlowNode, scene: Scene): string {
  const [first] = node.fields?.required ?? [];
  if (first === undefined) return scene.t("flows.card.task");
  return scene.t("flows.card.task_fills", { field: labelOf(scene, first) });
}

function taskFacts(node: FlowNode, scene: Scene): Fact[] {
  const { t } = scene;
  const facts: Fact[] = [];
  const who = whoText(node, scene);
  const set = setText(node.claimed?.set, scene);
  facts.push({ icon: "person", text: set ? t("flows.card.who_and", { who, set }) : who });
  const due = dueFact(node, scene);
  if (due) facts.push(due);
  const rights = rightsText(node, scene);
  if (rights) facts.push({ icon: "pen", text: rights });
  return facts;
}

/** Who does it. Where several lines decide, they stand above the card. */
function whoText(node: FlowNode, scene: Scene): string {
  const lines = node.assign ?? [];
  const [only] = lines;
  if (!only || lines.length > 1) return scene.t("flows.card.claimer");
  const name = whom(only, scene);
  if (only.person !== undefined) return name;
  if (only.field !== undefined) return scene.t("flows.card.named", { whom: name });
  return scene.t("flows.card.pool", { whom: name });
}

export function dueFact(node: FlowNode, scene: Scene): Fact | undefined {
  const promise = node.due?.promise;
  if (promise)
    return {
      icon: "clock",
      strong: scene.t(`flows.card.promise.${promise}`),
      text: scene.t("flows.card.promise.policy"),
    };
  const length = lengthText(node.due, scene);
  if (!length) return undefined;
  const { t } = scene;
  const until = node.due?.until === "first_response" ? "first_response" : "done";
  return {
    icon: "clock",
    strong: t("flows.card.within", { length }),
    text: t(`flows.card.until_${until}`, { time: timeText(node.due, scene) }),
  };
}

/** 「可改 3 项，「解决方案」必填」. */
export function rightsText(node: FlowNode, scene: Scene): string {
  const write = new Set([...(node.fields?.write ?? []), ...(node.fields?.required ?? [])]);
  const required = node.fields?.required ?? [];
  const { t } = scene;
  const hidden = node.fields?.hide?.length ?? 0;
  const parts = hidden ? [t("flows.card.hidden", { n: hidden })] : [];
  const [first] = required;
  if (first !== undefined && required.length === 1) {
    parts.unshift(t("flows.card.write_one", { n: write.size, field: labelOf(scene, first) }));
  } else if (first !== undefined) {
    parts.unshift(t("flows.card.write_more", { n: write.size, m: required.length }));
  } else if (write.size) {
    parts.unshift(t("flows.card.write", { n: write.size }));
  }
  return parts.join(t("flows.comma"));
}

function confirmFacts(node: FlowNode, scene: Scene): Fact[] {
  const { t } = scene;
  const facts: Fact[] = [{ icon: "person", text: t("flows.card.customer") }];
  const remind = (node.auto?.remind ?? []).map((each) =>
    each.days !== undefined
      ? t("flows.card.on_day", { n: each.days })
      : t("flows.card.after", { length: lengthText(each, scene) }),
  );
  if (remind.length)
    facts.push({ icon: "bell", text: t("flows.card.remind", { when: listed(remind, scene) }) });
  return facts;
}

function readers(node: FlowNode, scene: Scene): Fact[] {
  const names = (Array.isArray(node.to) ? node.to : []).map((each) => whom(each, scene));
  return [
    { icon: "person", text: listed(names.filter(Boolean), scene) || scene.t("flows.card.nobody") },
  ];
}

function waitFacts(node: FlowNode, scene: Scene): Fact[] {
  const { t } = scene;
  const facts: Fact[] = [];
  const length = lengthText(node.for, scene);
  if (length)
    facts.push({
      icon: "clock",
      strong: t("flows.card.wait_for", { length }),
      text: timeText(node.for, scene),
    });
  const moment = node.until_field;
  const key = isMap(moment) ? String(moment.field) : moment;
  if (typeof key === "string") {
    const field = labelOf(scene, key);
    const before = isMap(moment) ? lengthText(moment.before as object, scene) : "";
    const after = isMap(moment) ? lengthText(moment.after as object, scene) : "";
    facts.push({
      icon: "clock",
      text: before
        ? t("flows.card.until_before", { field, length: before })
        : after
          ? t("flows.card.until_after", { field, length: after })
          : t("flows.card.until_field", { field }),
    });
  }
  if (node.until)
    facts.push({ icon: "flow", text: t("flows.card.until_signal", { name: node.until }) });
  return facts;
}

function actionFacts(node: FlowNode, scene: Scene): Fact[] {
  const lines = node.actions ?? [];
  const shown: Fact[] = lines
    .slice(0, 3)
    .map((line) => ({ icon: "flow", text: actionText(line, scene) }));
  if (lines.length > 3)
    shown.push({ icon: "flow", text: scene.t("flows.card.and_more", { n: lines.length - 3 }) });
  return shown;
}

/** 「超时告诉主管」: what hangs at the side of the card. */
export function lateText(node: FlowNode, scene: Scene): string {
  const late = node.due?.late ?? [];
  const warn = node.due?.warn?.actions ?? [];
  const { t } = scene;
  const [first] = late;
  if (first) {
    const action = actionText(first, scene);
    const said =
      late.length > 1
        ? t("flows.late.more", { action, n: late.length })
        : t("flows.late.one", { action });
    return node.due?.warn ? t("flows.late.after_warn", { late: said }) : said;
  }
  const [early] = warn;
  if (early) return t("flows.late.warn", { action: actionText(early, scene) });
  return node.due?.warn ? t("flows.late.warn_only") : "";
}

/** 「6 人，谁先认领谁处理」 below the name of who may take it. */
export function laneText(line: NonNullable<FlowNode["assign"]>[number], scene: Scene) {
  const { t } = scene;
  const count = headcount(line, scene);
  const bad = count === 0;
  if (line.person !== undefined)
    return { name: whom(line, scene), detail: t("flows.lane.person"), bad };
  if (line.field !== undefined)
    return { name: whom(line, scene), detail: t("flows.lane.field"), bad };
  const name = whom(line, scene) || t("flows.lane.unset");
  if (bad) return { name, detail: t("flows.lane.empty"), bad };
  const detail = count === undefined ? t("flows.lane.claim") : t("flows.lane.count", { n: count });
  return { name, detail, bad };
}
