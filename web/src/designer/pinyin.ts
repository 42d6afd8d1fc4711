import { match, pinyin } from "pinyin-pro";
import { englishWords } from "./key-words";

/** Whether a text is meant: by its characters, by full pinyin or by initials; Latin in any case. */
export function matchesText(text: string, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return true;
  if (text.toLowerCase().includes(wanted)) return true;
  if (!/[a-z]/.test(wanted)) return false;
  return match(text, wanted.replace(/\s+/g, ""), { precision: "start" }) !== null;
}

/**
 * A key for what people call something: Latin words as they are, Chinese in English where every word of it is a usual one
 * of service desks, else in pinyin; at most so many bytes.
 */
export function suggestKey(
  label: string,
  taken: (key: string) => boolean,
  fallback: string,
  most = 40,
): string {
  const base = baseOf(label, most) || fallback;
  if (!taken(base)) return base;
  for (let number = 2; ; number += 1) {
    const key = `${base.slice(0, most - String(number).length - 1)}_${number}`;
    if (!taken(key)) return key;
  }
}

/** Bases of labels as they were worked out: a thousand lines are asked for again with every key. */
const bases = new Map<string, string>();
const MOST_BASES = 5_000;

/** The key without a number; empty where a label has no letters. */
function baseOf(label: string, most: number): string {
  const known = bases.get(`${most} ${label}`);
  if (known !== undefined) return known;
  const english = /\p{Script=Han}/u.test(label) ? englishWords(label) : null;
  const words = (
    english ?? pinyin(label, { toneType: "none", type: "array", nonZh: "consecutive", v: true })
  )
    .map((each) => each.toLowerCase().replace(/[^a-z0-9]+/g, "_"))
    .filter(Boolean);
  let base = words
    .join("_")
    .replace(/_+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "");
  if (base.length > most - 3) base = shortened(words, most - 3);
  if (bases.size >= MOST_BASES) bases.clear();
  bases.set(`${most} ${label}`, base);
  return base;
}

/** As many whole syllables as there is room for. */
function shortened(words: readonly string[], most: number): string {
  let key = "";
  for (const word of words) {
    const next = key ? `${key}_${word}` : word;
    if (next.length > most) break;
    key = next;
  }
  return (key || (words[0] ?? "").slice(0, most)).replace(/^[_0-9]+|_+$/g, "");
}
