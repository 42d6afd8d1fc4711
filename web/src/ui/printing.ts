import { useSyncExternalStore } from "react";

function watch(notify: () => void): () => void {
  const paper = window.matchMedia("print");
  paper.addEventListener("change", notify);
  return () => paper.removeEventListener("change", notify);
}

/** Whether the page is on its way to paper, where nothing can be unfolded. */
export function usePrinting(): boolean {
  return useSyncExternalStore(watch, () => window.matchMedia("print").matches);
}
