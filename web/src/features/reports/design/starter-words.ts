import { type LocalText, textIn } from "../../../designer/texts";
import { chinese, english, type Texts } from "../../../i18n/texts";
import type { StarterWords } from "./starters";

const LANGUAGES: Readonly<Record<string, Texts>> = { "zh-CN": chinese, en: english };

/** A text of ours in every language at once, to be put into a document that people of both will read. */
export function everyLanguage(path: string, name?: LocalText): LocalText {
  return Object.fromEntries(
    Object.entries(LANGUAGES).map(([language, texts]) => {
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

/** Titles of starters; the waiting tickets are called as their state. */
export const starterWords: StarterWords = (key, label) =>
  key === "waiting" && label !== undefined ? label : everyLanguage(`board.starter.${key}`, label);
