import { type RefObject, useRef } from "react";

/** A holder of what a value is now, for handlers that are to stay the same. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}

/** The list from before as long as it says the same, so that what is made of it stays as well. */
export function useSame<T>(list: readonly T[], same: (one: T, other: T) => boolean): readonly T[] {
  const kept = useRef(list);
  const before = kept.current;
  const equal =
    before.length === list.length && list.every((each, at) => same(each, before[at] as T));
  if (!equal) kept.current = list;
  return kept.current;
}
