/** How a new step begins: what fits most, taken from the form and the people of the app. */
import { both, newEnd, newTask, setStatus } from "../../../designer/first-flow";
import type { Due, FlowNode, Length, Outcome, Tree } from "../graph/flow";
import type { Scene, SceneField } from "../words/scene";

/** Keys that steps of a type get; others are called like their type. */
const KEYS: Readonly<Record<string, string>> = { task: "handle", end: "archive" };
export const keyOf = (type: string): string => KEYS[type] ?? type;

/** Key of the role that is asked where nobody else is named. */
export const OVERSEER = "supervisor";

function overseer({ teams, roles }: Scene): object {
  const role = roles.find((each) => each.key === OVERSEER) ?? roles[0];
  if (role) return { role: role.key };
  return teams[0] ? { team: teams[0].key } : { assignee: true };
}

/** `earlier` is the task to which a "no" goes back. */
function newConfirm(to: string, earlier: string | undefined, scene: Scene): FlowNode {
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

/**
 * How a limit begins: as the form promises its first response, else two hours; whoever oversees the work is told when it
 * has passed.
 */
export function newDue(
  form: Readonly<Record<string, unknown>> | undefined,
  calendar: string | undefined,
  scene: Scene,
): Due {
  const promised = (form?.service as { first_response?: Length } | undefined)?.first_response;
  const late = { action: "notify", to: overseer(scene), via: ["inapp"] };
  if (promised) return { ...promised, until: "first_response", late: [late] };
  return { hours: 2, ...(calendar ? { time: "working", calendar } : {}), late: [late] };
}

/** A step that one goes on from to `to`; `more` work follows there. Undefined for a type that cannot be put in. */
export function newNode(
  type: string,
  to: string,
  earlier: string | undefined,
  scene: Scene,
  more = false,
): FlowNode | undefined {
  switch (type) {
    case "task":
      return newTask(to, scene, more);
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

/** A reminder as most want it: half an hour before, to whoever works on it. Without words of its own, the product says them. */
export const newWarn = {
  before: { minutes: 30 },
  actions: [{ action: "notify", to: { assignee: true }, via: ["inapp"] }],
} as const;

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
