import { useSyncExternalStore } from "react";

/** Between the two events of a print: a change of the medium alone comes too late to draw anything else. */
let begun = false;

function watch(notify: () => void): () => void {
  const paper = window.matchMedia("print");
  const begin = () => {
    begun = true;
    notify();
  };
  const end = () => {
    begun = false;
    notify();
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  paper.addEventListener("change", notify);
  return () => {
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
    paper.removeEventListener("change", notify);
  };
}

/** Whether the page is on its way to paper, where nothing can be unfolded. */
export function usePrinting(): boolean {
  return useSyncExternalStore(watch, () => begun || window.matchMedia("print").matches);
}
