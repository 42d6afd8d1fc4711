import { isolate } from "./isolate";
import english from "./locale/en.json";
import chinese from "./locale/zh-CN.json";

export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

export type Dictionary = Readonly<Record<string, string>>;
export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** The texts of the inputs themselves; flat keys, `{{name}}` for values, `_one` for a count of one in English. */
export const fieldTexts: Record<Language, Dictionary> = { "zh-CN": chinese, en: english };

/**
 * Looks texts up in the dictionaries, first one first. With a `count` of one the key with `_one` is taken where it exists.
 * A key that is nowhere comes back as it is, which the tests of the dictionaries rule out.
 */
export function translator(...dictionaries: readonly Dictionary[]): Translate {
  const find = (key: string) => dictionaries.find((texts) => key in texts)?.[key];
  return (key, values = {}) => {
    const text = (values.count === 1 ? find(`${key}_one`) : undefined) ?? find(key) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (slot, name: string) =>
      isolate(String(values[name] ?? slot)),
    );
  };
}
