import { useSyncExternalStore } from "react";

/** Paper is narrow as well, and no phone. */
const narrow = window.matchMedia("screen and (max-width: 767px)");

function watch(notify: () => void): () => void {
  narrow.addEventListener("change", notify);
  return () => narrow.removeEventListener("change", notify);
}

/** Whether the screen is a phone's. */
export function usePhone(): boolean {
  return useSyncExternalStore(watch, () => narrow.matches);
}
