import type { Setting } from "../catalogue";
import { suggestKey } from "../pinyin";
import { type LocalText, textIn } from "../texts";

export type Options = Readonly<Record<string, LocalText>>;
type Extra = NonNullable<Setting["extra"]>;

/** Lines and cells of a text, each once, without bullets and empty ones. */
export function linesOf(text: string): string[] {
  const lines = text.split(/[\r\n\t]+/).map((each) => each.replace(/^\s*[-*•·]\s+/, "").trim());
  return [...new Set(lines.filter(Boolean))];
}

/**
 * The options that a list of labels means: those that are called so already stay with all they say, the others are new.
 * What begins with a category begins with the first one.
 */
export function optionsFromLines(
  value: Options,
  lines: readonly string[],
  { language, extra = [], isUsed }: Wanted,
): Options {
  const known = new Map(
    Object.entries(value).map(([key, text]) => [textIn(text, language), [key, text] as const]),
  );
  const taken = new Set(
    lines.flatMap((line) => {
      const found = known.get(line);
      return found ? [found[0]] : [];
    }),
  );
  const made: [string, LocalText][] = [];
  for (const line of lines) {
    const found = known.get(line);
    if (found) {
      made.push([...found]);
      continue;
    }
    const option = newOption(line, taken, { language, extra, isUsed });
    taken.add(option[0]);
    made.push(option);
  }
  return Object.fromEntries(made);
}

/** A new option with a key of its own. */
export function newOption(
  label: string,
  taken: ReadonlySet<string>,
  { language, extra = [], isUsed }: Wanted,
): [string, LocalText] {
  const text: Record<string, string> = { [language]: label };
  for (const { name, choices } of extra) text[name] = String(choices[0]?.value ?? "");
  const key = suggestKey(label, (each) => taken.has(each) || isUsed?.(each) === true, "option");
  return [key, text];
}

export interface Wanted {
  language: string;
  extra?: Extra;
  isUsed?: ((key: string) => boolean) | undefined;
}
