import type { Document } from "./document";

/** What could not be saved yet, kept on this device. */
export interface Kept {
  document: Document;
  /** The version of the draft that it follows. */
  version: number;
}

export interface Backup {
  read: () => Kept | null;
  keep: (kept: Kept) => void;
  forget: () => void;
}

const PREFIX = "helpwright.draft.";

/** Storage may be missing or full; work goes on without it. */
export function backupOf(storage: Storage | undefined, name: string): Backup {
  const key = PREFIX + name;
  return {
    read: () => {
      try {
        const text = storage?.getItem(key);
        return text ? (JSON.parse(text) as Kept) : null;
      } catch {
        return null;
      }
    },
    keep: (kept) => {
      try {
        storage?.setItem(key, JSON.stringify(kept));
      } catch {
        // No room left on this device: the page still holds it.
      }
    },
    forget: () => {
      try {
        storage?.removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
