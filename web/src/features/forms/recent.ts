import { useSyncExternalStore } from "react";

const KEY = "helpwright.recent_controls";
const MOST = 4;
const listeners = new Set<() => void>();
const NOTHING = "[]";

function stored(): string {
  try {
    return window.localStorage.getItem(KEY) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Control types used lately, the last one first. */
export function useRecent(): string[] {
  const text = useSyncExternalStore((notify) => {
    listeners.add(notify);
    return () => listeners.delete(notify);
  }, stored);
  try {
    return (JSON.parse(text) as string[]).slice(0, MOST);
  } catch {
    return [];
  }
}

export function remember(type: string): void {
  try {
    const known = JSON.parse(stored()) as string[];
    const next = [type, ...known.filter((each) => each !== type)].slice(0, MOST);
    window.localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // It is only a convenience.
  }
  for (const tell of listeners) tell();
}
