import type { AppModel } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { fillings } from "./summary";

/** The card of all rules; every other card is called after its artefact. */
export const RULES = "rules";
export const card = (kind: string, key: string) => `${kind}.${key}`;

/** An arrow between two cards, with the word on it (its key below `studio.wire`). */
export interface Wire {
  from: string;
  to: string;
  word: "moves" | "fills" | "watches" | "counts" | "sends" | "starts";
}

export function mentions(value: unknown, wanted: (map: Document) => boolean): boolean {
  if (Array.isArray(value)) return value.some((each) => mentions(each, wanted));
  if (typeof value !== "object" || value === null) return false;
  return wanted(value as Document) || Object.values(value).some((each) => mentions(each, wanted));
}

/** Every form that a dashboard's queries read. Cases and tasks belong to the forms with flows. */
function readBy(dashboard: Document): Set<string> {
  const found = new Set<string>();
  mentions(dashboard.widgets, (map) => {
    const from = map.from;
    if (typeof from === "string") found.add(from);
    return false;
  });
  return found;
}

/** How the parts of an app hang together. */
export function wiresOf(model: AppModel): Wire[] {
  const wires: Wire[] = [];
  for (const flow of model.flows) {
    const form = String(flow.document.form ?? "");
    if (model.form(form)) {
      wires.push({ from: card("flow", flow.key), to: card("form", form), word: "moves" });
    }
  }
  for (const form of model.forms) {
    const filled = new Set(fillings(model, form.key).map((each) => each.form.key));
    for (const to of filled) {
      if (to !== form.key) {
        wires.push({ from: card("form", form.key), to: card("form", to), word: "fills" });
      }
    }
  }
  if (model.rules.length > 0) {
    const [flow] = model.flows;
    const watched = model.rules.map((rule) => String((rule.document.when as Document)?.form ?? ""));
    const form = model.forms.find((each) => watched.includes(each.key));
    if (flow) wires.push({ from: RULES, to: card("flow", flow.key), word: "watches" });
    else if (form) wires.push({ from: RULES, to: card("form", form.key), word: "watches" });
    for (const survey of model.surveys) {
      const sent = model.rules.some((rule) =>
        mentions(rule.document.then, (map) => map.survey === survey.key),
      );
      if (sent) wires.push({ from: RULES, to: card("survey", survey.key), word: "sends" });
    }
  }
  for (const dashboard of model.dashboards) {
    const read = readBy(dashboard.document);
    const flow = model.flows.find(
      (each) => read.has(String(each.document.form)) || read.has("cases") || read.has("tasks"),
    );
    const form = model.forms.find((each) => read.has(each.key));
    const from = flow ? card("flow", flow.key) : form ? card("form", form.key) : null;
    if (from) wires.push({ from, to: card("dashboard", dashboard.key), word: "counts" });
  }
  return wires;
}

/** Roles and teams that flows and rules turn to, with the artefacts that do. */
export function neededPeople(model: AppModel): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  for (const part of [...model.flows, ...model.rules]) {
    mentions(part.document, (map) => {
      for (const kind of ["role", "team"] as const) {
        const key = map[kind];
        if (typeof key !== "string" || !model.part(kind, key)) continue;
        const id = card(kind, key);
        const users = needed.get(id) ?? [];
        if (!users.includes(part.label)) needed.set(id, [...users, part.label]);
      }
      return false;
    });
  }
  return needed;
}
