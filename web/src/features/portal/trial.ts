import { useSyncExternalStore } from "react";

/** The server says so itself, by a header, when an answer comes from the samples. */
const HEADER = "Helpwright-Trial";
const HINT = /(?:^|; )helpwright_trial_as=/;

let trial = false;
const listeners = new Set<() => void>();

/** Only whoever tries out being somebody is known to these pages; nobody else's cookies are sent. */
export function credentials(): RequestCredentials {
  return HINT.test(document.cookie) ? "same-origin" : "omit";
}

export function noteTrial(response: Response): void {
  const now = response.headers.has(HEADER);
  if (now === trial) return;
  trial = now;
  for (const listener of listeners) listener();
}

/** Whether what is on the page belongs to the samples. */
export function useOnTrial(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => trial,
  );
}
