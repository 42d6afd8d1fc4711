import { useCallback, useEffect, useRef, useState } from "react";
import { serverNow } from "../../api/server-time";
import type { RecordDetail, UploadedFile, Value, Values } from "../../api/types";
import { keptOnDevice } from "../../fields/kept-on-device";

export interface Begun {
  version: number;
  value: Value;
}

type Fields = Parameters<typeof keptOnDevice>[1];

/** What was typed on a ticket and not sent yet; kept on the device until it is, but for sensitive values. */
export interface Draft {
  values: Values;
  /** By field: the version of the record, and what stood there, when one began to type. */
  began: Record<string, Begun>;
  reply: string;
  note: string;
  comment: string;
  /** Names of the colleagues picked in the note, by id. */
  mentions: Record<string, string>;
  /** What the reply and the note will carry, uploaded already. */
  files: Record<"reply" | "note", readonly UploadedFile[]>;
  /** When it was last kept, in milliseconds. */
  at: number | null;
}

const EMPTY: Draft = {
  values: {},
  began: {},
  reply: "",
  note: "",
  comment: "",
  mentions: {},
  files: { reply: [], note: [] },
  at: null,
};
const PAUSE = 300;

const place = (person: string, id: string) => `helpwright.draft.${person}.${id}`;

function read(key: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

/** Answers whether it is safe: on the device, or there is nothing to keep. */
function write(key: string, whole: Draft, fields: Fields): boolean {
  const draft = {
    ...whole,
    values: keptOnDevice(whole.values, fields),
    began: keptOnDevice(whole.began, fields),
  };
  const empty =
    !draft.reply &&
    !draft.note &&
    !draft.comment &&
    draft.files.reply.length + draft.files.note.length === 0 &&
    Object.keys(draft.values).length === 0;
  try {
    if (empty) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    // A full or forbidden store costs the draft's safety, never the typing.
    return empty;
  }
}

export type Seen = Pick<RecordDetail, "version" | "values">;

/** Another value of a field: the first one notes with what it was begun. */
export function typed(draft: Draft, key: string, value: Value, now: Seen): Partial<Draft> {
  const begun = { version: now.version, value: now.values[key] ?? null };
  return {
    values: { ...draft.values, [key]: value },
    began: { [key]: begun, ...draft.began },
  };
}

/** What was typed into a field, unless it is what stood there before: then it is nobody's change. */
export function mineOf(draft: Draft, key: string): Value | undefined {
  const value = draft.values[key];
  const begun = draft.began[key];
  return begun && JSON.stringify(begun.value) === JSON.stringify(value ?? null) ? undefined : value;
}

/** The record as it was when the values of the draft were begun; where that is not known, as it is now. */
export function asBegun(draft: Draft, keys: readonly string[], now: Seen): Seen {
  const known = keys.flatMap((key) => {
    const begun = draft.began[key];
    return begun ? [{ key, ...begun }] : [];
  });
  return {
    version: Math.min(now.version, ...known.map((each) => each.version)),
    values: { ...now.values, ...Object.fromEntries(known.map(({ key, value }) => [key, value])) },
  };
}

/** After a choice: without what was left to the others; the rest is begun with the record as they left it. */
export function afterChoice(draft: Draft, left: readonly string[], now: Seen): Partial<Draft> {
  const values = Object.fromEntries(
    Object.entries(draft.values).filter(([key]) => !left.includes(key)),
  );
  const began = Object.fromEntries(
    Object.keys(values).map((key) => [
      key,
      { version: now.version, value: now.values[key] ?? null },
    ]),
  );
  return { values, began };
}

export type ChangeDraft = (change: (draft: Draft) => Partial<Draft>) => void;

/** The draft of one person on one record, restored when the record is opened again. */
export function useDraft(person: string, id: string, fields: Fields = []): [Draft, ChangeDraft] {
  const key = place(person, id);
  const [draft, setDraft] = useState(() => read(key));
  const latest = useRef(draft);
  const known = useRef(fields);
  known.current = fields;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const safe = useRef(true);

  const keep = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    safe.current = write(key, latest.current, known.current);
    if (safe.current || latest.current.at === null) return;
    // Nobody is told that it is kept.
    latest.current = { ...latest.current, at: null };
    setDraft(latest.current);
  }, [key]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (timer.current !== undefined) keep();
      if (!safe.current) event.preventDefault();
    };
    window.addEventListener("pagehide", keep);
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("pagehide", keep);
      window.removeEventListener("beforeunload", warn);
      if (timer.current !== undefined) keep();
    };
  }, [keep]);

  const change = useCallback<ChangeDraft>(
    (by) => {
      const next = { ...latest.current, ...by(latest.current), at: serverNow() };
      latest.current = next;
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, PAUSE);
    },
    [keep],
  );
  return [draft, change];
}
