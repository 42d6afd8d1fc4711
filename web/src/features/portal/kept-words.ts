import { useCallback, useState } from "react";

/**
 * What was begun on a page of one ticket, under the token of its link: in the store of this tab, which outlives loading
 * anew and ends with the tab, because others use these devices as well.
 */
const place = (token: string, what: string) => `helpwright.begun.${what}.${token}`;

/** Null where nothing is kept, or where it is not what it should be. */
export function readKept<T>(
  token: string,
  what: string,
  fits: (raw: unknown) => raw is T,
): T | null {
  try {
    const raw: unknown = JSON.parse(window.sessionStorage.getItem(place(token, what)) ?? "null");
    return fits(raw) ? raw : null;
  } catch {
    return null;
  }
}

/** Null forgets it. A browser that keeps nothing loses it with the page, as before. */
export function keep(token: string, what: string, value: unknown): void {
  try {
    if (value === null) window.sessionStorage.removeItem(place(token, what));
    else window.sessionStorage.setItem(place(token, what), JSON.stringify(value));
  } catch {
    // It stays on the page.
  }
}

/** A state that is still there after the page was loaded anew; `empty` itself is not kept. */
export function useKept<T>(
  token: string,
  what: string,
  empty: T,
  fits: (raw: unknown) => raw is T,
): [T, (value: T) => void] {
  const [value, setValue] = useState(() => readKept(token, what, fits) ?? empty);
  const put = useCallback(
    (next: T) => {
      setValue(next);
      keep(token, what, next === empty ? null : next);
    },
    [token, what, empty],
  );
  return [value, put];
}

export const isText = (raw: unknown): raw is string => typeof raw === "string";
