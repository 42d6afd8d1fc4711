import { asText, type FieldDefinition, type FieldValue } from "./definition";
import type { Problem } from "./kind";

/** Characters as people and the server count them: one emoji is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Complains about a text longer than the field allows. */
export function checkLength(value: FieldValue, field: FieldDefinition): Problem | null {
  const limit = field.max_length ?? 0;
  if (!limit) return null;
  const count = countCharacters(asText(value));
  return count > limit ? { code: "too_long", values: { limit, over: count - limit } } : null;
}
