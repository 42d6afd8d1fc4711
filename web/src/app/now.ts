import { useSyncExternalStore } from "react";

/** How often countdowns move on, in milliseconds. */
const STEP = 20_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(notify: () => void): () => void {
  listeners.add(notify);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const listener of listeners) listener();
    }, STEP);
  }
  return () => {
    listeners.delete(notify);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present moment in milliseconds; all clocks of a screen move on together. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
