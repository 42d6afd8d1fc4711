import { asList, type FileInfo, toFieldValue } from "../../fields";
import { keptOnDevice } from "../../fields/kept-on-device";
import type { Values } from "./model";

/** A half-filled form on this device. */
export interface Draft {
  /** Id of the submission this becomes; made once, so that sending twice is sending once. */
  id: string;
  /** Only what the person entered, by field key. */
  values: Values;
  /** Uploaded files the values refer to, by id. */
  files: Record<string, FileInfo>;
  /** When the first of these files was uploaded, in milliseconds since 1970; null without files. */
  filesSince: number | null;
  /** In milliseconds since 1970. */
  savedAt: number;
  /** The values as they were sent each time no answer came back; one of them may have arrived. */
  sent: Values[];
}

const DAY = 24 * 3600_000;

/** Drafts older than this are forgotten. */
const KEEP = 30 * DAY;

/** The server throws files away that nothing refers to after a day; an hour is left for filling in. */
const KEEP_FILES = DAY - 3600_000;

const place = (slug: string) => `helpwright.draft.${slug}`;

export type DraftStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The device's store, or null where the browser keeps nothing (private windows, blocked storage). */
export function deviceStore(): DraftStore | null {
  try {
    const store = window.localStorage;
    const probe = "helpwright.probe";
    store.setItem(probe, "1");
    store.removeItem(probe);
    return store;
  } catch {
    return null;
  }
}

/** Reads a draft; null when there is none, it is too old or unreadable. */
export function loadDraft(store: DraftStore | null, slug: string, now: number): Draft | null {
  let raw: unknown;
  try {
    raw = JSON.parse(store?.getItem(place(slug)) ?? "null");
  } catch {
    return null;
  }
  if (!isRecord(raw) || typeof raw.id !== "string" || typeof raw.savedAt !== "number") return null;
  if (now - raw.savedAt > KEEP || !isRecord(raw.values)) return null;
  return {
    id: raw.id,
    values: toValues(raw.values),
    files: isRecord(raw.files) ? (raw.files as Record<string, FileInfo>) : {},
    filesSince: typeof raw.filesSince === "number" ? raw.filesSince : null,
    savedAt: raw.savedAt,
    sent: Array.isArray(raw.sent) ? raw.sent.filter(isRecord).map(toValues) : [],
  };
}

/** Whether the server may already have thrown the draft's files away. */
export function filesExpired(draft: Draft, now: number): boolean {
  return draft.filesSince !== null && now - draft.filesSince > KEEP_FILES;
}

/** The draft without its files, for when they are gone on the server. */
export function withoutFiles(draft: Draft): Draft {
  const values: Values = {};
  for (const [key, value] of Object.entries(draft.values)) {
    if (!asList(value).some((id) => id in draft.files)) values[key] = value;
  }
  return { ...draft, values, files: {}, filesSince: null };
}

/** The draft as it may lie on a device that others use as well. */
export function withoutSensitive(draft: Draft, fields: Parameters<typeof keptOnDevice>[1]): Draft {
  const sent = draft.sent.map((each) => keptOnDevice(each, fields));
  return { ...draft, values: keptOnDevice(draft.values, fields), sent };
}

/** Answers whether the draft is now on the device. A full store keeps the words and gives up the small pictures. */
export function saveDraft(store: DraftStore | null, slug: string, draft: Draft): boolean {
  if (!store) return false;
  const write = (content: Draft) => {
    try {
      store.setItem(place(slug), JSON.stringify(content));
      return true;
    } catch {
      return false;
    }
  };
  if (write(draft)) return true;
  const files: Record<string, FileInfo> = {};
  for (const [id, { preview: _, ...file }] of Object.entries(draft.files)) files[id] = file;
  return write({ ...draft, files });
}

/** The draft after one more try that may or may not have arrived. */
export function withAttempt(draft: Draft, values: Values): Draft {
  const content = JSON.stringify(values);
  const known = draft.sent.some((sent) => JSON.stringify(sent) === content);
  return known ? draft : { ...draft, sent: [...draft.sent, values] };
}

export function clearDraft(store: DraftStore | null, slug: string): void {
  try {
    store?.removeItem(place(slug));
  } catch {
    // Nothing was kept, so nothing has to go.
  }
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function toValues(raw: Record<string, unknown>): Values {
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, toFieldValue(value)]));
}
