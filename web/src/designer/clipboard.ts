import { useSyncExternalStore } from "react";

/** What was copied: pieces of documents of one kind, kept over other designers, tabs and reloads. */
interface Clip {
  kind: string;
  content: unknown;
}

const KEY = "helpwright.clipboard";
const listeners = new Set<() => void>();
let here: string | null = null;

function stored(): string | null {
  try {
    return window.localStorage.getItem(KEY) ?? here;
  } catch {
    return here;
  }
}

export function copy(kind: string, content: unknown): void {
  const clip: Clip = { kind, content };
  here = JSON.stringify(clip);
  try {
    window.localStorage.setItem(KEY, here);
  } catch {
    // Without storage it lasts as long as this page.
  }
  for (const tell of listeners) tell();
}

/** What can be pasted into an artefact of this kind; null when there is nothing. */
export function paste<T>(kind: string): T | null {
  const text = stored();
  if (!text) return null;
  try {
    const clip = JSON.parse(text) as Clip;
    return clip.kind === kind ? (clip.content as T) : null;
  } catch {
    return null;
  }
}

function watch(notify: () => void): () => void {
  listeners.add(notify);
  window.addEventListener("storage", notify);
  return () => {
    listeners.delete(notify);
    window.removeEventListener("storage", notify);
  };
}

/** Whether there is something to paste. */
export function useCanPaste(kind: string): boolean {
  return useSyncExternalStore(watch, stored)?.startsWith(`{"kind":"${kind}"`) ?? false;
}
