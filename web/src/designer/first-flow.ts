/** How a new flow begins: 提交 → 处理 → 归档, with what the form and the people of the app make likely. */
import type { TFunction } from "i18next";
import type { AppModel } from "./app-model";
import type { LocalText } from "./texts";

interface GroundOption {
  readonly key: string;
  /** Of a status: open, pending, solved or closed. */
  readonly category?: string | null;
  /** In every language it was given in. */
  readonly text?: LocalText;
}

/** What new steps are made from. */
export interface FlowGround {
  readonly t: TFunction;
  readonly form: {
    readonly fields: readonly {
      readonly key: string;
      readonly type: string;
      readonly options?: readonly GroundOption[] | null;
    }[];
  };
  readonly teams: readonly { readonly key: string }[];
  readonly roles: readonly { readonly key: string }[];
}

type Values = Readonly<Record<string, unknown>>;

/** The ground of a form of the app. */
export function groundOf(model: AppModel, form: string, t: TFunction): FlowGround {
  const fields = model.form(form)?.fields ?? [];
  return {
    t,
    form: {
      fields: fields.map(({ key, type, options, settings }) => ({
        key,
        type,
        options: options.map((option) => ({
          ...option,
          ...textOf((settings.options as Record<string, unknown> | undefined)?.[option.key]),
        })),
      })),
    },
    teams: model.teams,
    roles: workersFirst(model, form),
  };
}

/** Roles that may change the records before those that only see or send them in. */
function workersFirst(model: AppModel, form: string): AppModel["roles"] {
  const works = ({ document }: AppModel["roles"][number]) =>
    grantsOf(document).some((each) => each.form === form && each.can?.includes("update"));
  return [...model.roles].sort((one, other) => Number(works(other)) - Number(works(one)));
}

interface Grant {
  readonly form?: string;
  readonly can?: readonly string[];
}

const grantsOf = (document: Readonly<Record<string, unknown>>): readonly Grant[] =>
  Array.isArray(document.grants) ? (document.grants as Grant[]) : [];

/** The texts of an option, without what else it says. */
function textOf(raw: unknown): { text?: LocalText } {
  if (typeof raw === "string") return { text: raw };
  if (typeof raw !== "object" || raw === null) return {};
  const texts = Object.entries(raw).filter(([key]) => key === "en" || key.includes("-"));
  return { text: Object.fromEntries(texts) };
}

/** A text in every language of the console. */
export function both(
  key: string,
  { t }: FlowGround,
  values: Record<string, unknown> = {},
): LocalText {
  return { "zh-CN": t(key, { ...values, lng: "zh-CN" }), en: t(key, { ...values, lng: "en" }) };
}

/** What the statuses of a ticket mean for the steps: in work, solved, closed. */
function statuses({ form }: FlowGround) {
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

export function setStatus(
  ground: FlowGround,
  to: "working" | "solved" | "closed",
): Values | undefined {
  const known = statuses(ground);
  const option = known[to];
  return known.key !== undefined && option ? { [known.key]: option.key } : undefined;
}

/** The first team, else the first role. */
export function someone({ teams, roles }: FlowGround): { team?: string; role?: string } {
  if (teams[0]) return { team: teams[0].key };
  return roles[0] ? { role: roles[0].key } : {};
}

/**
 * `more` to do follows: then this step only hands on and solves nothing. `later`: somebody worked on it before; it stays theirs,
 * and who takes this step does not become its assignee by that.
 */
export function newTask(to: string, ground: FlowGround, more = false, later = false) {
  const assignee = later ? undefined : ground.form.fields.find((each) => each.type === "member");
  const set = {
    ...setStatus(ground, "working"),
    ...(assignee ? { [assignee.key]: { actor: true } } : {}),
  };
  return {
    type: "task",
    name: both("flows.node.task", ground),
    assign: [{ otherwise: true as const, ...someone(ground), by: "claim" as const }],
    ...(Object.keys(set).length ? { claimed: { set } } : {}),
    allow: ["transfer", "return", "urge", "comment"],
    outcomes: {
      done: more ? { name: both("flows.new.done", ground), to } : doneOutcome(to, ground),
    },
  };
}

/** Named like the status it sets. */
function doneOutcome(to: string, ground: FlowGround) {
  const set = setStatus(ground, "solved");
  const option = statuses(ground).solved;
  const name = set && option?.text ? option.text : both("flows.new.done", ground);
  return { name, ...(set ? { set } : {}), to };
}

export function newEnd(ground: FlowGround) {
  const set = setStatus(ground, "closed");
  return { type: "end", name: both("flows.node.end", ground), ...(set ? { set } : {}) };
}

/** A flow that runs as it is: 提交 → 处理 → 归档. */
export function firstFlow(name: LocalText, form: string, ground: FlowGround) {
  return {
    name,
    form,
    nodes: {
      start: { type: "start", trigger: "record_created", to: "handle" },
      handle: newTask("archive", ground),
      archive: newEnd(ground),
    },
  };
}
