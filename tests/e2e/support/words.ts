/** The words of the screens, read from the same files as the screens, so that one journey runs in every language. */

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./program.ts";

export type Language = "zh-CN" | "en";

type Tree = { readonly [key: string]: string | Tree };

const i18n = join(root, "web", "src", "i18n");

function read(file: string): Tree {
  return JSON.parse(readFileSync(file, "utf8")) as Tree;
}

function consoleTexts(language: Language): Tree {
  const files = readdirSync(join(i18n, language)).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    files.map((name) => [basename(name, ".json"), read(join(i18n, language, name))]),
  );
}

function filled(text: string, values: Record<string, string | number>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => String(values[name] ?? place));
}

export class Words {
  readonly language: Language;
  readonly #console: Tree;
  readonly #portal: Tree;
  readonly #server: Tree;

  constructor(language: Language) {
    this.language = language;
    this.#console = consoleTexts(language);
    this.#portal = read(join(i18n, "portal", `${language}.json`));
    this.#server = read(join(root, "src", "helpwright", "locale", `${language}.json`));
  }

  /** A text of the console by its key, `task.claim`. */
  t(key: string, values: Record<string, string | number> = {}): string {
    let found: string | Tree | undefined = this.#console;
    for (const step of key.split(".")) {
      found = typeof found === "object" ? found[step] : undefined;
    }
    if (typeof found !== "string") {
      throw new Error(`There is no text ${key} in ${this.language}.`);
    }
    return filled(found, values);
  }

  /** A text of the customers' pages by its key, `form.submit`. */
  portal(key: string, values: Record<string, string | number> = {}): string {
    const found = this.#portal[key];
    if (typeof found !== "string") {
      throw new Error(`There is no text ${key} for customers in ${this.language}.`);
    }
    return filled(found, values);
  }

  /** A text that the server gives, `kind_field_text`; its places are written `{number}`. */
  server(key: string): string {
    const found = this.#server[key];
    if (typeof found !== "string") {
      throw new Error(`The server has no text ${key} in ${this.language}.`);
    }
    return found;
  }

  /** One of two, by language. */
  say(chinese: string, english: string): string {
    return this.language === "zh-CN" ? chinese : english;
  }
}
