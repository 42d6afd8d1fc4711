import type { CommandGroup } from "../../app/commands";
import type { IconName } from "../../app/icon";
import type { Matcher } from "../../app/pinyin";

/** One line of the palette. */
export interface Entry {
  id: string;
  group: CommandGroup | string;
  name: string;
  icon: IconName;
  /** Beside the name, smaller: a number, a phone. */
  beside?: string;
  keys?: string;
  run: () => void;
}

export interface Found extends Entry {
  /** Places of the name that were asked for. */
  marks: readonly number[];
}

export interface Section {
  key: string;
  title: string;
  entries: Found[];
}

/** What is listed before anything was typed, group by group. */
const MOST_AT_REST = 6;
const MOST = 8;

/** The entries that match, in the order of the groups; what begins with the query comes first. */
export function sections(
  entries: readonly Entry[],
  groups: readonly { key: string; title: string }[],
  query: string,
  matcher: Matcher,
): Section[] {
  const asked = query.trim();
  return groups.flatMap(({ key, title }) => {
    const mine = entries.filter((entry) => entry.group === key);
    const found: Found[] = asked
      ? mine
          .flatMap((entry) => {
            const marks = matcher.match(entry.name, asked);
            return marks ? [{ ...entry, marks }] : [];
          })
          .sort((a, b) => (a.marks[0] ?? 0) - (b.marks[0] ?? 0))
          .slice(0, MOST)
      : mine.slice(0, MOST_AT_REST).map((entry) => ({ ...entry, marks: [] }));
    return found.length ? [{ key, title, entries: found }] : [];
  });
}

/** The name in pieces, marked or not. */
export function pieces(name: string, marks: readonly number[]): { text: string; on: boolean }[] {
  const wanted = new Set(marks);
  const found: { text: string; on: boolean }[] = [];
  [...name].forEach((character, index) => {
    const on = wanted.has(index);
    const last = found.at(-1);
    if (last && last.on === on) last.text += character;
    else found.push({ text: character, on });
  });
  return found;
}
