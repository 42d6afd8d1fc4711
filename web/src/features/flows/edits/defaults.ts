/** How a new step begins: what fits most, taken from the form and the people of the app. */
import type { AssignLine, Flow, FlowNode, LocalText, Outcome, Tree, Values } from "../graph/flow";
import type { Scene, SceneField } from "../words/scene";

/** Keys that steps of a type get; others are called like their type. */
const KEYS: Readonly<Record<string, string>> = { task: "handle", end: "archive" };
export const keyOf = (type: string): string => KEYS[type] ?? type;

/** A text in every language of the console. */
export function both(key: string, { t }: Scene, values: Record<string, unknown> = {}): LocalText {
  return { "zh-CN": t(key, { ...values, lng: "zh-CN" }), en: t(key, { ...values, lng: "en" }) };
}

/** What the statuses of a ticket mean for the steps: in work, solved, closed. */
function statuses({ form }: Scene) {
  const field = form.fields.find((each) => each.type === "status");
  const of = (category: string) =>
    (field?.options ?? []).filter((each) => (each.category ?? "open") === category);
  const open = of("open");
  return {
    key: field?.key,
    working: open[1] ?? open[0],
    solved: of("solved")[0],
    closed: of("closed")[0] ?? of("solved")[0],
  };
}

function setStatus(scene: Scene, to: "working" | "solved" | "closed"): Values | undefined {
  const known = statuses(scene);
  const option = known[to];
  return known.key !== undefined && option ? { [known.key]: option.key } : undefined;
}

/** The first team, else the first role. */
export function someone({ teams, roles }: Scene): Pick<AssignLine, "team" | "role"> {
  if (teams[0]) return { team: teams[0].key };
  return roles[0] ? { role: roles[0].key } : {};
}

function overseer({ teams, roles }: Scene): object {
  const role = roles.find((each) => each.key === "supervisor") ?? roles[0];
  if (role) return { role: role.key };
  return teams[0] ? { team: teams[0].key } : { assignee: true };
}

export function newTask(to: string, scene: Scene): FlowNode {
  const assignee = scene.form.fields.find((each) => each.type === "member");
  const set = {
    ...setStatus(scene, "working"),
    ...(assignee ? { [assignee.key]: { actor: true } } : {}),
  };
  return {
    type: "task",
    name: both("flows.node.task", scene),
    assign: [{ otherwise: true, ...someone(scene), by: "claim" }],
    ...(Object.keys(set).length ? { claimed: { set } } : {}),
    allow: ["transfer", "return", "urge", "comment"],
    outcomes: { done: doneOutcome(to, scene) },
  };
}

/** Named like the status it sets. */
function doneOutcome(to: string, scene: Scene): Outcome {
  const set = setStatus(scene, "solved");
  const option = statuses(scene).solved;
  const name = set && option?.text ? option.text : both("flows.new.done", scene);
  return { name, ...(set ? { set } : {}), to };
}

/** `earlier` is the task to which a "no" goes back. */
export function newConfirm(to: string, earlier: string | undefined, scene: Scene): FlowNode {
  const set = setStatus(scene, "working");
  const rejected: Outcome | undefined =
    earlier === undefined
      ? undefined
      : {
          name: both("flows.new.reject", scene),
          reason: "required",
          ...(set ? { set } : {}),
          to: earlier,
          assign: "previous",
        };
  return {
    type: "confirm",
    name: both("flows.node.confirm", scene),
    outcomes: {
      confirmed: { name: both("flows.new.confirm", scene), to },
      ...(rejected ? { rejected } : {}),
    },
    auto: {
      after: { days: 7, time: "wall" },
      remind: [{ days: 3 }, { days: 6 }],
      outcome: "confirmed",
    },
  };
}

export function newEnd(scene: Scene): FlowNode {
  const set = setStatus(scene, "closed");
  return { type: "end", name: both("flows.node.end", scene), ...(set ? { set } : {}) };
}

/** A step that one goes on from to `to`. Undefined for a type that cannot be put in. */
export function newNode(
  type: string,
  to: string,
  earlier: string | undefined,
  scene: Scene,
): FlowNode | undefined {
  switch (type) {
    case "task":
      return newTask(to, scene);
    case "confirm":
      return newConfirm(to, earlier, scene);
    case "cc":
      return { type, name: both("flows.node.cc", scene), to: [reader(scene)], next: to };
    case "wait":
      return { type, name: both("flows.node.wait", scene), for: { days: 1 }, to };
    case "branch":
      return {
        type,
        name: both("flows.node.branch", scene),
        lines: [
          { when: someCondition(scene, []), to },
          { otherwise: true, to },
        ],
      };
    case "action":
      return { type, name: both("flows.node.action", scene), actions: [telling(scene)], to };
    case "end":
      return newEnd(scene);
    case "start":
      return undefined;
    default:
      return { type, to };
  }
}

function reader(scene: Scene) {
  const found = overseer(scene);
  if (!("assignee" in found)) return found;
  const member = scene.form.fields.find((each) => each.type === "member");
  return member ? { field: member.key } : {};
}

/** Templates write variables as i18next does, so that the variable is handed in. */
export function telling(scene: Scene) {
  const text = scene.t("flows.new.telling", { number: "{{number}}", skipOnVariables: true });
  return { action: "notify", to: overseer(scene), via: ["inapp"], text };
}

/** The next condition nobody has yet, on the field that the others ask for or the first with options. */
export function someCondition(scene: Scene, others: readonly (Tree | undefined)[]): Tree {
  const asked = others.flatMap((each) => (typeof each?.field === "string" ? [each] : []));
  const choosable = scene.form.fields.filter((each) => each.options?.length);
  const field: SceneField | undefined =
    choosable.find((each) => each.key === asked.at(-1)?.field) ??
    choosable.find((each) => each.type !== "status") ??
    choosable[0];
  if (!field) return { field: scene.form.fields[0]?.key ?? "number", op: "filled" };
  const used = new Set(asked.map((each) => each.value));
  const option = field.options?.find((each) => !used.has(each.key)) ?? field.options?.[0];
  return { field: field.key, op: "eq", value: option?.key };
}

/** A flow that runs as it is: 提交 → 处理 → 归档. */
export function newFlow(name: LocalText, form: string, scene: Scene): Flow {
  return {
    name,
    form,
    nodes: {
      start: { type: "start", trigger: "record_created", to: "handle" },
      handle: newTask("archive", scene),
      archive: newEnd(scene),
    },
  };
}
