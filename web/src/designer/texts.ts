import { type LocalText, textIn } from "../app/local-text";
import { type Language, usePreferences } from "../app/preferences";

export { type LocalText, textIn };

const FIRST = "zh-CN";

export function isLocalText(value: unknown): value is LocalText {
  if (typeof value === "string") return true;
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === "string")
  );
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
