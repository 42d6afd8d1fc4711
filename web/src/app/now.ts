import { useSyncExternalStore } from "react";
import { onTimeSet, serverNow } from "../api/server-time";

/** How often countdowns move on, in milliseconds. */
const STEP = 20_000;

let now = serverNow();
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function move(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

/** Moves on by itself, and at once when the device wakes up or its clock is found to be wrong. */
function begin(): () => void {
  const timer = setInterval(move, STEP);
  const forget = onTimeSet(move);
  document.addEventListener("visibilitychange", move);
  window.addEventListener("focus", move);
  window.addEventListener("pageshow", move);
  return () => {
    clearInterval(timer);
    forget();
    document.removeEventListener("visibilitychange", move);
    window.removeEventListener("focus", move);
    window.removeEventListener("pageshow", move);
  };
}

function watch(notify: () => void): () => void {
  listeners.add(notify);
  if (stop === undefined) {
    now = serverNow();
    stop = begin();
  }
  return () => {
    listeners.delete(notify);
    if (listeners.size === 0) {
      stop?.();
      stop = undefined;
    }
  };
}

/** The present moment in milliseconds by the server's clock; all clocks of a screen move on together. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
