import {
  checkField,
  defaultOf,
  type FieldDefinition,
  isAsked,
  isEmpty,
  kindOf,
  type Problem,
  type TransferState,
  toFieldValue,
} from "../../fields";
import type { LayoutSection, Values } from "./model";

export interface Section {
  title: string | null;
  fields: FieldDefinition[];
}

/** The fields in the order of the layout; what the layout forgets comes last. */
export function sectionsOf(form: {
  fields: readonly FieldDefinition[];
  layout: readonly Pick<LayoutSection, "section" | "fields">[];
}): Section[] {
  const left = new Map(form.fields.map((field) => [field.key, field]));
  const take = (section: Pick<LayoutSection, "section" | "fields">): Section => {
    const fields = section.fields.flatMap((key) => left.get(key) ?? []);
    for (const field of fields) left.delete(field.key);
    return { title: section.section, fields };
  };
  const sections = form.layout.map(take);
  return [...sections, { title: null, fields: [...left.values()] }].filter(
    (section) => section.fields.length > 0,
  );
}

/** What fields start with: their constant default. */
export function defaultsOf(fields: readonly FieldDefinition[]): Values {
  const values: Values = {};
  for (const field of fields) {
    const value = defaultOf(field);
    if (!isEmpty(value)) values[field.key] = value;
  }
  return values;
}

/** What the address of the page fills in, by field key; unknown keys and unfit values are left out. */
export function prefilled(search: string, fields: readonly FieldDefinition[]): Values {
  const values: Values = {};
  const query = new URLSearchParams(search);
  for (const field of fields) {
    const text = query.get(field.key);
    if (!text || !isAsked(field)) continue;
    const value = kindOf(field).fromText?.(text, field) ?? null;
    if (!isEmpty(value)) values[field.key] = value;
  }
  return values;
}

/**
 * What is sent: writable fields with an answer, texts without blanks around. A default that was taken away is sent as null,
 * because the server puts defaults into what is left out.
 */
export function toSend(fields: readonly FieldDefinition[], values: Values): Values {
  const sent: Values = {};
  for (const field of fields) {
    const value = values[field.key] ?? null;
    if (!isAsked(field)) continue;
    if (!isEmpty(value)) {
      sent[field.key] = typeof value === "string" ? value.trim() : value;
    } else if (!isEmpty(toFieldValue(field.default))) sent[field.key] = null;
  }
  return sent;
}

/** The first problem of every wrong field, in the order of the page. */
export function checkAnswers(
  fields: readonly FieldDefinition[],
  values: Values,
  transfers: Readonly<Record<string, TransferState>>,
): Map<string, Problem> {
  const problems = new Map<string, Problem>();
  for (const field of fields) {
    if (!isAsked(field)) continue;
    const problem =
      checkTransfers(transfers[field.key]) ?? checkField(values[field.key] ?? null, field);
    if (problem) problems.set(field.key, problem);
  }
  return problems;
}

function checkTransfers(state: TransferState | undefined): Problem | null {
  if (!state) return null;
  if (state.failed > 0) return { code: "files_failed", values: { count: state.failed } };
  return state.sending > 0 ? { code: "files_sending" } : null;
}

/** Minutes it takes to fill in, at about ten seconds a field. */
export function minutesToFill(fields: readonly FieldDefinition[]): number {
  const open = fields.filter(isAsked).length;
  return Math.max(1, Math.round((open * 10) / 60));
}
