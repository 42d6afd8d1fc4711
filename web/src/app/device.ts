import type { PersistStorage, StorageValue } from "zustand/middleware";

/** What this device keeps; undefined where the browser refuses even the question (blocked cookies, some frames). */
export function deviceStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

/** For stores that outlive the page: a full or forbidden device costs the memory, never the act. */
export function calmStorage<State>(): PersistStorage<State> {
  return {
    getItem: (name) => {
      try {
        const text = deviceStorage()?.getItem(name);
        return text ? (JSON.parse(text) as StorageValue<State>) : null;
      } catch {
        return null;
      }
    },
    setItem: (name, value) => {
      try {
        deviceStorage()?.setItem(name, JSON.stringify(value));
      } catch {
        // No room: it lasts as long as the page.
      }
    },
    removeItem: (name) => {
      try {
        deviceStorage()?.removeItem(name);
      } catch {
        // As above.
      }
    },
  };
}
