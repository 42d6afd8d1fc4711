import type { TFunction } from "i18next";

/** So many of many are named, the rest are counted: a sentence stays one that can be read. */
const MOST_NAMED = 8;

/** The names of values one behind the other: 「配件 1、配件 2，还有 998 项」. */
export function someOf<T>(
  values: readonly T[],
  name: (value: T) => string,
  t: TFunction,
  joiner = t("list.and"),
): string {
  const named = values.length > MOST_NAMED + 1 ? values.slice(0, MOST_NAMED) : values;
  const some = named.map(name).join(joiner);
  const n = values.length - named.length;
  return n > 0 ? t("inputs.some_of", { some, n }) : some;
}
