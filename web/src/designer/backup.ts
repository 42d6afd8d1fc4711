import { serverNow } from "../api/server-time";
import type { Document } from "./document";

/** What could not be saved yet, kept on this device. */
export interface Kept {
  document: Document;
  /** The version of the draft that it follows. */
  version: number;
  /** The live version that it follows; absent where the draft fell behind it. */
  base?: number | undefined;
}

export interface Backup {
  /** What an earlier page left behind, the newest first. */
  read: () => Kept | null;
  /** Answers whether it is on the device now. */
  keep: (kept: Kept) => boolean;
  forget: () => void;
}

interface Stored extends Kept {
  /** When it was kept, in milliseconds. */
  at?: number;
}

const PREFIX = "helpwright.draft.";

function parsed(text: string | null | undefined): Stored | null {
  try {
    return text ? (JSON.parse(text) as Stored) : null;
  } catch {
    return null;
  }
}

/**
 * Every page has a place of its own (`page`), so that two tabs with the same artefact never write over each other's work.
 * What a page takes over from an earlier one goes when the page has kept or saved it itself, unless the earlier one is
 * still open and has written on. Storage may be missing or full; work goes on without it.
 */
export function backupOf(storage: Storage | undefined, name: string, page: string): Backup {
  const whole = `${PREFIX}${name}#`;
  const own = whole + page;
  let taken: { key: string; text: string } | null = null;

  function left(): { key: string; text: string; stored: Stored }[] {
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, place) => storage?.key(place));
    return keys.flatMap((key) => {
      const text = key?.startsWith(whole) ? storage?.getItem(key) : null;
      const stored = parsed(text);
      return key && text && stored ? [{ key, text, stored }] : [];
    });
  }

  function release() {
    if (taken && storage?.getItem(taken.key) === taken.text) storage.removeItem(taken.key);
    taken = null;
  }

  return {
    read: () => {
      try {
        const [newest] = left().sort((one, other) => (other.stored.at ?? 0) - (one.stored.at ?? 0));
        if (!newest) return null;
        taken = newest.key === own ? null : { key: newest.key, text: newest.text };
        const { document, version, base } = newest.stored;
        return { document, version, base };
      } catch {
        return null;
      }
    },
    keep: (kept) => {
      try {
        if (!storage) return false;
        storage.setItem(own, JSON.stringify({ ...kept, at: serverNow() } satisfies Stored));
        release();
        return true;
      } catch {
        // No room left on this device: the page still holds it.
        return false;
      }
    },
    forget: () => {
      try {
        storage?.removeItem(own);
        release();
      } catch {
        // As above.
      }
    },
  };
}
