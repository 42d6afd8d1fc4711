import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 767px)");

function watch(notify: () => void): () => void {
  narrow.addEventListener("change", notify);
  return () => narrow.removeEventListener("change", notify);
}

/** Whether the screen is a phone's. */
export function usePhone(): boolean {
  return useSyncExternalStore(watch, () => narrow.matches);
}
