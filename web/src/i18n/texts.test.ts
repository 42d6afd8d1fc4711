// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { english as en, type Texts, chinese as zhCN } from "./texts";

const SOURCES = join(import.meta.dirname, "..");
/** Parts with texts of their own. */
const ELSEWHERE = /^(features\/portal|fields|ui|i18n)\//;

function flat(tree: Texts, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = before ? `${before}.${key}` : key;
    if (typeof value === "string") found.set(path, value);
    else for (const [deeper, text] of flat(value, path)) found.set(deeper, text);
  }
  return found;
}

const chinese = flat(zhCN);
const english = flat(en);

/** Every literal of the console that looks like a key, and the fixed parts of keys put together at run time. */
function usedKeys(): { literal: Set<string>; patterns: RegExp[] } {
  const areas = new Set([...chinese.keys()].map((key) => key.split(".")[0]));
  const literal = new Set<string>();
  const patterns: RegExp[] = [];
  for (const path of readdirSync(SOURCES, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(path) || /\.test\./.test(path) || ELSEWHERE.test(path)) continue;
    const source = readFileSync(join(SOURCES, path), "utf8");
    for (const [, key = ""] of source.matchAll(/"([a-z_]+(?:\.[a-z0-9_]+)+)"/g)) {
      if (areas.has(key.split(".")[0] ?? "")) literal.add(key);
    }
    for (const [, key = ""] of source.matchAll(/`([a-z_]+\.[a-z0-9_.]*\$\{[^`]*)`/g)) {
      if (!areas.has(key.split(".")[0] ?? "")) continue;
      const fixed = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/\./g, "\\."));
      patterns.push(new RegExp(`^${fixed.join("[a-z0-9_]+")}$`));
    }
  }
  return { literal, patterns };
}

const { literal, patterns } = usedKeys();

describe("texts of the console", () => {
  it("exist in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it("are never empty and fill the same slots in both languages", () => {
    const slots = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();
    for (const [key, text] of chinese) {
      expect(text, key).not.toBe("");
      expect(slots(english.get(key) ?? ""), key).toEqual(slots(text));
    }
  });

  it("are all there when a screen asks for them", () => {
    expect([...literal].filter((key) => !chinese.has(key))).toEqual([]);
  });

  it("are all used by some screen", () => {
    const unused = [...chinese.keys()].filter(
      (key) => !literal.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});
