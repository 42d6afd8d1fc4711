import { useSyncExternalStore } from "react";

const query = () =>
  typeof window === "undefined" || !window.matchMedia
    ? null
    : window.matchMedia("(pointer: coarse)");

function listen(changed: () => void): () => void {
  const found = query();
  found?.addEventListener?.("change", changed);
  return () => found?.removeEventListener?.("change", changed);
}

/** Whether fingers are what this device is mainly pointed at with. */
export function useTouch(): boolean {
  return useSyncExternalStore(listen, () => query()?.matches ?? false);
}
