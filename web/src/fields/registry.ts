import { serverDate } from "../api/server-time";
import type { FieldDefinition, FieldValue } from "./definition";
import { isEmpty, isMask, toFieldValue } from "./definition";
import type { FieldKind, Problem } from "./kind";
import { unknownKind } from "./unknown";

const files = import.meta.glob<{ fieldKind: FieldKind }>(["./types/*.tsx", "!./types/*.test.tsx"], {
  eager: true,
});

/** Every field type by its name, which is the name of its file. */
export const fieldKinds: ReadonlyMap<string, FieldKind> = new Map(
  Object.entries(files).map(([path, file]) => [
    path.slice("./types/".length, -".tsx".length),
    file.fieldKind,
  ]),
);

/** What is drawn for a field: its own type, else the one whose look it shares; one that is not known shows a calm note. */
export function kindOf(field: { type: string; drawn_as?: string | null }): FieldKind {
  return fieldKinds.get(field.type) ?? fieldKinds.get(field.drawn_as ?? "") ?? unknownKind;
}

/** The first problem of an answer, null when it can be sent. The server checks everything again. */
export function checkField(value: FieldValue, field: FieldDefinition): Problem | null {
  const kind = kindOf(field);
  if (kind === unknownKind || kind.layout || kind.given) return null;
  if (field.required && (kind.missing ?? isEmpty)(value)) {
    return { code: `missing_${kind.ask}`, values: { label: field.label } };
  }
  return isEmpty(value) || isMask(value, field) ? null : (kind.check?.(value, field) ?? null);
}

/** What a new record begins with. */
export function defaultOf(field: FieldDefinition, now = serverDate()): FieldValue {
  const { fromDefault } = kindOf(field);
  return fromDefault ? fromDefault(field.default, now) : toFieldValue(field.default);
}

/** Whether there is an answer to fill in and to send. */
export function isAsked(field: FieldDefinition): boolean {
  const kind = kindOf(field);
  return !kind.layout && !kind.given && field.access !== "read" && field.access !== "masked";
}
