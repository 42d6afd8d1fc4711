/** Letters that read right to left, and the marks that turn the direction of what follows. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Somebody's words as a part of a sentence of ours: whatever direction they have or pretend to have ends with them.
 * Without it a name such as "Zhang\u202e" would turn the rest of the sentence, numbers and names of others included.
 */
export function isolate(text: string): string {
  return TURNS.test(text) ? `\u2068${text.replace(MARKS, "")}\u2069` : text;
}
