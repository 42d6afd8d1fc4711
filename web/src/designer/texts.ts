import { type Language, usePreferences } from "../app/preferences";

/** A text as builders write it: one for all languages, or one for each. */
export type LocalText = string | Readonly<Record<string, string>>;

const FIRST = "zh-CN";
const ENGLISH = "en";

export function isLocalText(value: unknown): value is LocalText {
  if (typeof value === "string") return true;
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === "string")
  );
}

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

/** The text with its form in one language changed; an empty one goes. Undefined when nothing is left. */
export function withText(
  text: LocalText | undefined,
  language: string,
  wanted: string,
): LocalText | undefined {
  if (text === undefined || typeof text === "string") {
    if (language === FIRST) return wanted || undefined;
    return text ? withText({ [FIRST]: text }, language, wanted) : { [language]: wanted };
  }
  const rest = { ...text, [language]: wanted };
  if (!wanted) delete (rest as Record<string, string>)[language];
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/** Reads texts of documents in the reader's language. */
export function useTextIn(): (text: unknown) => string {
  const language = usePreferences((state) => state.language);
  return (text) => textIn(text, language);
}

export type { Language };
