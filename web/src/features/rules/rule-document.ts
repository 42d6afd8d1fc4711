/** The rule document as the editor reads it; what it does not know stays as it is. Pure. */
import type { Document } from "../../designer/document";
import type { ActionLine } from "../../designer/inputs";
import type { FilterTree } from "../../language/filter";

export interface When {
  event: string;
  form: string;
  [setting: string]: unknown;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function whenOf(document: Document): When {
  const when = isMap(document.when) ? document.when : {};
  return { ...when, event: String(when.event ?? ""), form: String(when.form ?? "") };
}

export function conditionOf(document: Document): FilterTree | undefined {
  return isMap(document.if) ? (document.if as FilterTree) : undefined;
}

export function stepsOf(document: Document): ActionLine[] {
  return Array.isArray(document.then)
    ? document.then.filter(isMap).map((each) => ({ ...each, action: String(each.action ?? "") }))
    : [];
}

export function isOn(document: Document): boolean {
  return document.enabled !== false;
}

/** The trigger with settings changed; undefined takes one out. */
export function changedWhen(when: When, settings: Record<string, unknown>): When {
  const next: When = { ...when, ...settings };
  for (const [key, value] of Object.entries(settings)) if (value === undefined) delete next[key];
  return next;
}
