import { type LocalText, textIn } from "../../../designer/texts";
import { chinese, english, type Texts } from "../../../i18n/texts";
import type { StarterWords } from "./starters";

const LANGUAGES: Readonly<Record<string, Texts>> = { "zh-CN": chinese, en: english };

/**
 * A text of ours in every language at once, to be put into a document that people of both will read; with a name in it, in
 * the languages that the name is there in.
 */
export function everyLanguage(path: string, name?: LocalText): LocalText {
  const spoken = Object.entries(LANGUAGES).filter(([language]) => speaks(name, language));
  return Object.fromEntries(
    spoken.map(([language, texts]) => {
      const found = path
        .split(".")
        .reduce<Texts | string | undefined>(
          (here, step) => (typeof here === "object" ? here[step] : undefined),
          texts,
        );
      const text = typeof found === "string" ? found : path;
      return [language, text.replace("{{name}}", textIn(name, language))];
    }),
  );
}

/** A text without languages is taken for one of every language. */
function speaks(name: LocalText | undefined, language: string): boolean {
  if (typeof name !== "object" || name === null) return true;
  return Boolean(name[language]) || !Object.keys(LANGUAGES).some((each) => name[each]);
}

/** Titles of starters; the waiting tickets are called as their state. */
export const starterWords: StarterWords = (key, label) =>
  key === "waiting" && label !== undefined ? label : everyLanguage(`board.starter.${key}`, label);
