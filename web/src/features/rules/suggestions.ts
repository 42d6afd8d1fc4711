/** Rules that most desks have, made for the forms of an app. Pure. */
import type { AppModel, ModelForm } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { textIn } from "../../designer/texts";

export interface Suggestion {
  key: string;
  /** Name of its texts: `rules.idea.<text>` says what it does, `rules.idea_name.<text>` is what it will be called. */
  text: string;
  document: (name: string) => Document;
}

const THEN = "then";

/** Words in both languages: what colleagues and customers get is in the language they read. */
function both(chinese: string, english: string): Record<string, string> {
  return { "zh-CN": chinese, en: english };
}

function ruleOf(name: string, when: Document, steps: Document[], condition?: Document): Document {
  return { name, when, ...(condition === undefined ? {} : { if: condition }), [THEN]: steps };
}

/** What fits the app's tickets; nothing where there is no form. */
export function suggestions(model: AppModel): Suggestion[] {
  const form = model.forms.find((each) => each.statusField !== undefined) ?? model.forms[0];
  if (form === undefined) return [];
  const role = leader(model);
  const found: (Suggestion | undefined)[] = [
    urgent(form, role),
    overdue(form, model),
    stuck(form, role),
    received(form),
    asked(form, model),
    survey(form, model),
    digest(form, role),
  ];
  return found.filter((each) => each !== undefined);
}

function overseer(model: AppModel): string | undefined {
  return (model.part("role", "supervisor") ?? model.roles[0])?.key;
}

function leader(model: AppModel): Record<string, unknown> {
  const role = overseer(model);
  return role === undefined ? { assignee: true } : { role };
}

function open(form: ModelForm): { field: string; value: string } | undefined {
  const status = form.field(form.statusField ?? "");
  const options = status?.options ?? [];
  const working = options.filter((each) => each.category === "open");
  const value = working.at(-1) ?? working[0];
  return status && value ? { field: status.key, value: value.key } : undefined;
}

function solved(form: ModelForm): { field: string; value: string } | undefined {
  const status = form.field(form.statusField ?? "");
  const value = status?.options.find((each) => each.category === "solved");
  return status && value ? { field: status.key, value: value.key } : undefined;
}

/** The states in which the work is done. */
function over(form: ModelForm): string[] {
  const options = form.field(form.statusField ?? "")?.options ?? [];
  return options
    .filter((each) => each.category === "solved" || each.category === "closed")
    .map((each) => each.key);
}

function stuck(form: ModelForm, to: Record<string, unknown>): Suggestion | undefined {
  const stay = open(form);
  if (stay === undefined) return undefined;
  return {
    key: "reminder",
    text: "stuck",
    document: (name) =>
      ruleOf(name, { event: "dwell", form: form.key, ...stay, for: { days: 3, time: "wall" } }, [
        {
          action: "notify",
          to,
          via: ["inapp"],
          text: both(
            "3 天没有进展：{{number}} {{title}}",
            "No progress for 3 days: {{number}} {{title}}",
          ),
        },
      ]),
  };
}

function overdue(form: ModelForm, model: AppModel): Suggestion | undefined {
  const stay = open(form);
  const role = overseer(model);
  if (stay === undefined || role === undefined) return undefined;
  return {
    key: "dwell",
    text: "overdue",
    document: (name) =>
      ruleOf(name, { event: "dwell", form: form.key, ...stay, for: { hours: 24, time: "wall" } }, [
        { action: "escalate", cc: { role } },
      ]),
  };
}

function urgent(form: ModelForm, to: Record<string, unknown>): Suggestion | undefined {
  const priority = form.fields.find((each) => each.type === "priority");
  const highest = priority?.options.at(-1);
  if (priority === undefined || highest === undefined) return undefined;
  const whose = `{{${who(form)}}}`;
  const options = priority.settings.options as Document | undefined;
  const word = (language: string) => textIn(options?.[highest.key], language) || highest.label;
  return {
    key: "critical",
    text: "urgent",
    document: (name) =>
      ruleOf(
        name,
        { event: "record_created", form: form.key },
        [
          {
            action: "notify",
            to,
            via: ["sms", "wecom", "inapp"],
            text: both(
              `${word("zh-CN")}：{{number}} ${whose}`,
              `${word("en")}: {{number}} ${whose}`,
            ),
          },
        ],
        { field: priority.key, op: "eq", value: highest.key },
      ),
  };
}

/** What tells a reader whose ticket it is: the customer's name, else the title. */
function who(form: ModelForm): string {
  return (
    form.fields.find((each) => each.type === "text" && !each.settings.internal)?.key ?? "title"
  );
}

/** A line with an empty place is left out of a message: the time is named only where the form promises one. */
function accepted(form: ModelForm): Record<string, string> {
  const { service } = form.document as { service?: { resolution?: unknown } };
  return service?.resolution !== undefined
    ? both(
        "您的工单 {{number}} 已受理，预计 {{case.resolution_due}} 前完成。",
        "We received your request {{number}} and expect to solve it by {{case.resolution_due}}.",
      )
    : both(
        "您的工单 {{number}} 已受理，我们会尽快处理。\n查看进度：{{progress_url}}",
        "We received your request {{number}} and are looking into it.\nFollow it here: {{progress_url}}",
      );
}

function received(form: ModelForm): Suggestion | undefined {
  const address = form.fields.find((each) => each.type === "email");
  if (address === undefined) return undefined;
  return {
    key: "confirmation",
    text: "received",
    document: (name) =>
      ruleOf(name, { event: "record_created", form: form.key }, [
        {
          action: "notify",
          to: { field: address.key },
          via: ["mail"],
          subject: both("已受理 {{number}}", "We received {{number}}"),
          text: accepted(form),
        },
      ]),
  };
}

/** Where customers are to say whether it is solved, a mail that asks them. */
function asked(form: ModelForm, model: AppModel): Suggestion | undefined {
  const address = form.fields.find((each) => each.type === "email");
  const change = solved(form);
  if (address === undefined || change === undefined || !asksCustomer(form, model)) return undefined;
  return {
    key: "ask_customer",
    text: "asked",
    document: (name) =>
      ruleOf(name, { event: "record_updated", form: form.key, ...change }, [
        {
          action: "notify",
          to: { field: address.key },
          via: ["mail"],
          subject: both("{{number}} 解决了吗？", "Is {{number}} solved?"),
          text: both(
            "您的工单 {{number}} 已处理完，请确认是否解决：\n{{progress_url}}",
            "We finished the work on {{number}}. Please tell us whether it is solved:\n{{progress_url}}",
          ),
        },
      ]),
  };
}

function asksCustomer(form: ModelForm, model: AppModel): boolean {
  return model.flows.some(
    ({ document }) =>
      document.form === form.key &&
      Object.values((document.nodes ?? {}) as Record<string, Document>).some(
        (node) => node.type === "confirm",
      ),
  );
}

function survey(form: ModelForm, model: AppModel): Suggestion | undefined {
  // A mail costs nothing, and has room for the question.
  const address =
    form.fields.find((each) => each.type === "email") ??
    form.fields.find((each) => each.type === "mobile");
  const change = solved(form);
  const wanted = model.surveys[0];
  if (address === undefined || change === undefined || wanted === undefined) return undefined;
  return {
    key: "survey",
    text: "survey",
    document: (name) =>
      ruleOf(name, { event: "record_updated", form: form.key, ...change }, [
        {
          action: "send_survey",
          survey: wanted.key,
          to: { field: address.key },
          delay: { hours: 1 },
          // Nobody is asked how it went while it goes on.
          if_still: { field: change.field, op: "in", value: over(form) },
        },
      ]),
  };
}

function digest(form: ModelForm, to: Record<string, unknown>): Suggestion | undefined {
  const stay = open(form);
  if (stay === undefined) return undefined;
  return {
    key: "morning",
    text: "morning",
    document: (name) =>
      ruleOf(
        name,
        { event: "schedule", form: form.key, every: "day", at: "09:00", days: ["mon-fri"] },
        [
          {
            action: "notify",
            to,
            via: ["inapp"],
            text: both("还没处理完：{{number}} {{title}}", "Still open: {{number}} {{title}}"),
          },
        ],
        { field: stay.field, op: "eq", value: stay.value },
      ),
  };
}

/** An empty rule on the app's first form of tickets. */
export function emptyRule(model: AppModel, name: string): Document | undefined {
  const form = model.forms.find((each) => each.statusField !== undefined) ?? model.forms[0];
  if (form === undefined) return undefined;
  return ruleOf(name, { event: "record_created", form: form.key }, []);
}
