import { LANGUAGES, type Language } from "../../fields";

const REMEMBERED = "helpwright.language";

/** The interface language a tag such as `zh-Hant-TW` or `en_GB` can be served with. */
export function languageOf(tag: string | null | undefined): Language | null {
  const base = (tag ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
  return LANGUAGES.find((language) => language.toLowerCase().split("-")[0] === base) ?? null;
}

/** The address decides, then what was chosen here before, then the browser's list, then Chinese. */
export function chooseLanguage(
  search: string,
  remembered: string | null,
  browser: readonly string[],
): Language {
  const wishes = [new URLSearchParams(search).get("lang"), remembered, ...browser];
  for (const wish of wishes) {
    const language = languageOf(wish);
    if (language) return language;
  }
  return "zh-CN";
}

/** What is offered in the switch: what the form speaks and we speak; everything we speak when that is nothing. */
export function offeredLanguages(formLanguages: readonly { key: string }[]): readonly Language[] {
  const spoken = LANGUAGES.filter((language) =>
    formLanguages.some((offered) => languageOf(offered.key) === language),
  );
  return spoken.length > 0 ? spoken : LANGUAGES;
}

/** Names of languages in themselves, as a stranger looks for his own. */
export const LANGUAGE_NAMES: Record<Language, string> = { "zh-CN": "中文", en: "English" };

export function rememberedLanguage(): string | null {
  try {
    return window.localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    window.localStorage.setItem(REMEMBERED, language);
  } catch {
    // Storage is off in this browser; the choice then lasts as long as the page.
  }
}
