/** The words of a journey in one language: what stands on the screen, from the product's own texts, and what is typed. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";

export type Language = "zh-CN" | "en";

type Texts = { readonly [key: string]: string | Texts };

function read(path: string): Texts {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as Texts;
}

function found(texts: Texts, steps: readonly string[]): string | undefined {
  let here: string | Texts | undefined = texts;
  for (const step of steps) {
    here = typeof here === "object" ? here[step] : undefined;
  }
  return typeof here === "string" ? here : undefined;
}

/** What the builder of the running example types. */
const TYPED = {
  app: { "zh-CN": "客户服务", en: "Service desk" },
  customers: { "zh-CN": "客户档案", en: "Customer" },
  tickets: { "zh-CN": "服务工单", en: "Ticket" },
  problemType: { "zh-CN": "问题类型", en: "Problem type" },
  problemTypes: {
    "zh-CN": "产品咨询\n技术支持\n投诉建议\n售后服务",
    en: "Product\nSupport\nComplaint\nAfter sales",
  },
  support: { "zh-CN": "技术支持", en: "Support" },
  complaint: { "zh-CN": "投诉建议", en: "Complaint" },
  rootCause: { "zh-CN": "根本原因", en: "Root cause" },
  urgency: { "zh-CN": "紧急程度", en: "Urgency" },
  solution: { "zh-CN": "解决方案", en: "Solution" },
  thanks: { "zh-CN": "已收到，单号 {{number}}", en: "Received: {{number}}" },
  board: { "zh-CN": "客服驾驶舱", en: "Cockpit" },
  service: { "zh-CN": "客服部", en: "Service" },
  tech: { "zh-CN": "技术支持组", en: "Tech" },
  flow: { "zh-CN": "工单流程", en: "Ticket flow" },
  question: { "zh-CN": "您对本次服务满意吗？", en: "How satisfied are you?" },
} as const satisfies Record<string, Record<Language, string>>;

export type Typed = keyof typeof TYPED;

/** A word that follows a number: `{{n, plural(one: row; other: rows)}}`. */
const PLURAL = /\{\{(\w+), plural\(one: ([^;]*); other: ([^)]*)\)\}\}/g;

export class Words {
  readonly language: Language;
  readonly #areas = new Map<string, Texts>();
  readonly #server: Texts;

  constructor(language: Language) {
    this.language = language;
    this.#server = read(`src/helpwright/locale/${language}.json`);
  }

  /** A text of the console by its key: `publish.button`. Throws where there is none. */
  screen(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    const [area = "", ...steps] = key.split(".");
    const texts = this.#areas.get(area) ?? read(`web/src/i18n/${this.language}/${area}.json`);
    this.#areas.set(area, texts);
    const text =
      found(texts, steps) ?? found(texts, [...steps.slice(0, -1), `${steps.at(-1)}_other`]);
    if (text === undefined) {
      throw new Error(`The console has no text ${key} in ${this.language}.`);
    }
    return text
      .replace(PLURAL, (slot, name: string, one: string, other: string) => {
        const n = values[name];
        return n === undefined ? slot : n === 1 ? one : other;
      })
      .replace(/\{\{(\w+)\}\}/g, (slot, name: string) => String(values[name] ?? slot));
  }

  /** A text of the console that is found whatever stands in its slots. */
  pattern(key: string): RegExp {
    const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    // What `split` catches stands between the parts: a word for one, and one for several; nothing for a slot.
    const parts = this.screen(key).split(
      /\{\{\w+(?:, plural\(one: ([^;]*); other: ([^)]*)\))?\}\}/,
    );
    let pattern = literal(parts[0] ?? "");
    for (let at = 1; at < parts.length; at += 3) {
      const [one, other, text = ""] = parts.slice(at, at + 3);
      pattern += one === undefined ? ".*" : `(?:${literal(one)}|${literal(other ?? "")})`;
      pattern += literal(text);
    }
    return new RegExp(pattern);
  }

  /** A text of the server: the name of a field's type, of a setting, of an action. */
  server(key: string): string {
    const text = this.#server[key];
    if (typeof text !== "string") {
      throw new Error(`The server has no text ${key} in ${this.language}.`);
    }
    return text;
  }

  typed(name: Typed): string {
    return TYPED[name][this.language];
  }
}
