/** The words of a whole story: those of the builder, those of the customers' pages, and what people write. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Words as BuilderWords, type Language } from "./build/words.ts";
import { root } from "./program.ts";

export type { Language } from "./build/words.ts";

export class Words extends BuilderWords {
  readonly #portal: Record<string, string>;

  constructor(language: Language) {
    super(language);
    const file = join(root, "web", "src", "i18n", "portal", `${language}.json`);
    this.#portal = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  }

  /** A text of the customers' pages by its key, `form.submit`. */
  portal(key: string): string {
    const found = this.#portal[key];
    if (found === undefined) {
      throw new Error(`There is no text ${key} for customers in ${this.language}.`);
    }
    return found;
  }

  /** One of two, by language. */
  say(chinese: string, english: string): string {
    return this.language === "zh-CN" ? chinese : english;
  }
}
