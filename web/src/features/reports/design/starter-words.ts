import { type LocalText, textIn } from "../../../designer/texts";
import { chinese, english } from "../../../i18n/texts";
import type { StarterWords } from "./starters";

/** Titles of starters in all languages at once: a dashboard is read by people of both. */
const LANGUAGES = { "zh-CN": chinese, en: english };

export const starterWords: StarterWords = (key, label) => {
  if (key === "waiting" && label !== undefined) return label;
  return Object.fromEntries(
    Object.entries(LANGUAGES).map(([language, texts]) => {
      const board = texts.board as { starter: Record<string, string> };
      const name = textIn(label as LocalText | undefined, language);
      return [language, (board.starter[key] ?? key).replace("{{name}}", name)];
    }),
  );
};
