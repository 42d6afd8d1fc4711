/** A text as builders write it: one for all languages, or one for each. */
export type LocalText = string | Readonly<Record<string, string>>;

const FIRST = "zh-CN";
const ENGLISH = "en";

/** The text in this language, else in Chinese, else in English, else in any; as `kernel/text.py`. */
export function textIn(text: unknown, language: string): string {
  if (typeof text === "string") return text;
  if (typeof text !== "object" || text === null) return "";
  const all = text as Record<string, unknown>;
  const short = language.split("-")[0] ?? language;
  for (const each of [language, short, FIRST, ENGLISH, ...Object.keys(all)]) {
    const found = all[each];
    if (typeof found === "string" && found) return found;
  }
  return "";
}
