import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(max-width: 1023px)");

function watch(notify: () => void): () => void {
  const list = query();
  list.addEventListener("change", notify);
  return () => list.removeEventListener("change", notify);
}

/** Whether palette and settings have no room beside the canvas. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => query().matches);
}
