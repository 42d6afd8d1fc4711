import type { TFunction } from "i18next";
import type { AppModel, ModelForm, ModelPart } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { actionsText } from "../../designer/inputs/action-text";
import { conditionText } from "../../designer/inputs/condition-text";
import { type Duration, durationText } from "../../designer/inputs/duration-input";
import { inputForm } from "../../designer/inputs/from-model";
import type { ActionKind, ActionLine, Around, InputForm } from "../../designer/inputs/model";
import { textIn } from "../../designer/texts";
import type { FilterTree } from "../../language/filter";

/** What a card says about its artefact; each with the sign it stands behind. */
export interface Fact {
  icon: "globe" | "clock" | "lock" | "link" | "people" | "smile" | "eye" | "star";
  text: string;
}

/** What the sentences need beside the document. */
export interface Speech {
  t: TFunction;
  language: string;
  model: AppModel;
  /** Chats of groups that its rules may write to. */
  groups?: readonly { key: string; name: string }[];
}

const named = (parts: readonly ModelPart[]) =>
  parts.map((part) => ({ key: part.key, name: part.label }));

export function around(model: AppModel, robots: Speech["groups"] = []): Around {
  return {
    robots,
    roles: named(model.roles),
    teams: named(model.teams),
    calendars: named(model.calendars),
    surveys: named(model.surveys),
    templates: named(model.templates),
    flows: named(model.flows),
  };
}

function map(value: unknown): Record<string, Document> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Document>)
    : {};
}

/** A length of time without its calendar: 「2 小时」. */
function span(value: unknown, t: TFunction): string {
  const { days, hours, minutes } = map(value) as unknown as Duration;
  return durationText({ days, hours, minutes } as Duration, t);
}

/** How a form recognizes known customers: fields of other forms that it fills. */
export function fillings(model: AppModel, source: string): { form: ModelForm; label: string }[] {
  return model.forms.flatMap((form) =>
    form.fields.flatMap((field) => {
      const fill = map(field.settings.fill);
      return (fill.from as unknown) === source ? [{ form, label: field.label }] : [];
    }),
  );
}

export function formFacts(form: ModelForm, { t, model }: Speech): Fact[] {
  const facts: Fact[] = [];
  if (form.document.public) facts.push({ icon: "globe", text: t("studio.fact.public") });
  const service = map(form.document.service);
  const first = service.first_response ? span(service.first_response, t) : null;
  const whole = service.resolution ? span(service.resolution, t) : null;
  if (first && whole)
    facts.push({ icon: "clock", text: t("studio.fact.targets", { first, whole }) });
  else if (first) facts.push({ icon: "clock", text: t("studio.fact.first", { first }) });
  else if (whole) facts.push({ icon: "clock", text: t("studio.fact.whole", { whole }) });
  const internal = form.fields.filter((field) => field.settings.internal).length;
  if (internal > 0) facts.push({ icon: "lock", text: t("studio.fact.internal", { n: internal }) });
  for (const { label } of fillings(model, form.key)) {
    facts.push({ icon: "link", text: t("studio.fact.known_by", { field: label }) });
  }
  if (facts.length === 0) facts.push({ icon: "lock", text: t("studio.fact.staff_only") });
  return facts;
}

export interface Step {
  key: string;
  name: string;
}

/** The first way through a flow: each node's next, at tasks that of their first outcome. */
export function mainPath(flow: Document, language: string, start: string): Step[] {
  const nodes = map(flow.nodes);
  const steps: Step[] = [];
  const seen = new Set<string>();
  let key = Object.keys(nodes).find((each) => nodes[each]?.type === "start");
  while (key !== undefined && nodes[key] && !seen.has(key)) {
    seen.add(key);
    const node: Document = nodes[key] as Document;
    steps.push({ key, name: node.type === "start" ? start : textIn(node.name, language) || key });
    key = next(node);
  }
  return steps;
}

function next(node: Document): string | undefined {
  if (typeof node.to === "string") return node.to;
  const [outcome] = Object.values(map(node.outcomes));
  if (typeof outcome?.to === "string") return outcome.to;
  const lines = Array.isArray(node.lines) ? node.lines : [];
  const line = lines.find((each) => typeof each?.to === "string");
  if (line) return line.to as string;
  return typeof node.next === "string" ? node.next : undefined;
}

/** Who does the first task, until when, and how it ends. */
export function flowFacts(flow: ModelPart, speech: Speech): Fact[] {
  const { t, model } = speech;
  const nodes = Object.values(map(flow.document.nodes));
  const form = model.form(String(flow.document.form ?? ""));
  const facts: Fact[] = [];
  const task = nodes.find((node) => node.type === "task" || node.type === "approve");
  const lines: Document[] = Array.isArray(task?.assign) ? task.assign : [];
  const who = assigned(lines, form, speech);
  if (who) facts.push({ icon: "people", text: who });
  const due = task?.due ? map(task.due) : null;
  if (due) {
    const working = (due.time as unknown) === "working";
    const what = (due.until as unknown) === "first_response" ? "due_first" : "due";
    const time = span(due, t);
    facts.push({
      icon: "clock",
      text: t(`studio.fact.${what}`, {
        time: working ? t("studio.fact.working", { time }) : time,
      }),
    });
  }
  if (nodes.some((node) => node.type === "confirm")) {
    facts.push({ icon: "smile", text: t("studio.fact.confirm") });
  }
  return facts;
}

function assigned(
  lines: Document[],
  form: ModelForm | undefined,
  { t, model }: Speech,
): string | null {
  const targets = lines.map((line) =>
    typeof line.team === "string"
      ? model.labelOf("team", line.team)
      : typeof line.role === "string"
        ? model.labelOf("role", line.role)
        : t("inputs.people.somebody"),
  );
  const [only] = targets;
  if (only === undefined) return null;
  const claim = lines.every((line) => line.by === "claim");
  const how = claim ? t("studio.fact.claimed") : "";
  if (targets.length === 1) return t("studio.fact.to_one", { who: only, how });
  const fields = new Set(
    lines.flatMap((line) => {
      const field = map(line.when).field as unknown;
      return typeof field === "string" ? [field] : [];
    }),
  );
  const [field] = fields;
  const by = fields.size === 1 ? (form?.field(field ?? "")?.label ?? field) : null;
  return by
    ? t("studio.fact.to_several_by", { field: by, n: new Set(targets).size, how })
    : t("studio.fact.to_several", { n: new Set(targets).size, how });
}

/** A rule on one line: 「紧急程度是非常紧急 → 通知主管」. */
export function ruleLine(
  rule: Document,
  speech: Speech,
  actions: readonly { key: string; name: string }[],
  triggers: readonly { key: string; name: string }[],
): { cause: string; effect: string } {
  const { t, model, language } = speech;
  const when = map(rule.when) as unknown as Record<string, unknown>;
  const form = inputForm(model.form(String(when.form ?? "")));
  const what = around(model, speech.groups);
  const condition = rule.if as FilterTree | undefined;
  const kinds: ActionKind[] = actions.map(({ key, name }) => ({ key, name }));
  const lines = (Array.isArray(rule.then) ? rule.then : []) as ActionLine[];
  const event = eventText(when, form, triggers, t);
  const fits = condition ? conditionText(condition, form, t, what) : "";
  // That it is a new one goes without saying; how long something lasted, or what changed, does not.
  const both = fits && when.event !== "record_created";
  return {
    cause: both ? t("studio.when.both", { event, condition: fits }) : fits || event,
    effect: actionsText(lines, kinds, { t, form, around: what, language }),
  };
}

function eventText(
  when: Record<string, unknown>,
  form: InputForm,
  triggers: readonly { key: string; name: string }[],
  t: TFunction,
): string {
  const event = String(when.event ?? "");
  const field = form.fields.find((each) => each.key === when.field);
  const value =
    field?.options?.find((option) => option.key === when.value)?.label ??
    (typeof when.value === "string" ? when.value : "");
  if (event === "record_created") return t("studio.when.created", { form: form.name });
  if (event === "dwell" && field) {
    return t("studio.when.dwell", { value, time: span(when.for, t) });
  }
  if (event === "record_updated" && field) {
    return value
      ? t("studio.when.becomes", { field: field.label, value })
      : t("studio.when.changes", { field: field.label });
  }
  return triggers.find((each) => each.key === event)?.name ?? event;
}

/** How long a survey can be answered, in words. */
export function surveyFacts(survey: ModelPart, { t }: Speech): string {
  const expires = survey.document.expires;
  return expires ? t("studio.fact.expires", { time: span(expires, t) }) : t("studio.fact.no_end");
}

/** Roles that may see a dashboard, by label. */
export function readersOf(dashboard: string, model: AppModel): string[] {
  return model.roles
    .filter((role) => {
      const grants: Document[] = Array.isArray(role.document.grants) ? role.document.grants : [];
      return grants.some((grant) => grant.dashboard === dashboard);
    })
    .map((role) => role.label);
}
