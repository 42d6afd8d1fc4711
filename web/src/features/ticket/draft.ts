import { useCallback, useEffect, useRef, useState } from "react";
import { serverNow } from "../../api/server-time";
import type { RecordDetail, UploadedFile, Value, Values } from "../../api/types";
import { keptOnDevice } from "../../fields/kept-on-device";

export interface Begun {
  version: number;
  value: Value;
}

type Fields = Parameters<typeof keptOnDevice>[1];

/** The dialogs of a task in which one writes. */
export type Dialog = "outcome" | "transfer" | "return";

type Words = Partial<Record<Dialog | "task", string>>;

/** What was written for this task: another one begins without it. */
export function wordsFor(task: string | undefined, words: Words): Words {
  return words.task === task ? words : {};
}

/** After this task is done with: without what was written for it. */
export function withoutWords({ words }: Draft, task: string): Pick<Draft, "words"> {
  return { words: words.task === task ? {} : words };
}

/** What is written in a dialog: kept with the draft, so that it is there again when the dialog is. */
export interface Written {
  text: string;
  onText: (text: string) => void;
}

/** What was typed on a ticket and not sent yet; kept on the device until it is, but for sensitive values. */
export interface Draft {
  values: Values;
  /** By field: the version of the record, and what stood there, when one began to type. */
  began: Record<string, Begun>;
  reply: string;
  note: string;
  /** What was written in a dialog, by its name, and the id of the task that it was written for. */
  words: Words;
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
  words: {},
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

/** Of a draft, what may lie on the device. */
function onDevice(draft: Draft, fields: Fields): Draft {
  return {
    ...draft,
    values: keptOnDevice(draft.values, fields),
    began: keptOnDevice(draft.began, fields),
  };
}

/** Answers whether it is safe: on the device, or there is nothing to keep. */
function write(key: string, draft: Draft): boolean {
  const empty =
    !draft.reply &&
    !draft.note &&
    !Object.entries(draft.words).some(([of, text]) => of !== "task" && text) &&
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

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** One's own where it was changed since `base`, else the other's. */
function either<T>(base: T, mine: T, theirs: T): T {
  return same(base, mine) ? theirs : mine;
}

function eachOf<T>(
  base: Readonly<Record<string, T>>,
  mine: Readonly<Record<string, T>>,
  theirs: Readonly<Record<string, T>>,
): Record<string, T> {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const found = [...keys].map((key) => [key, either(base[key], mine[key], theirs[key])] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, T] => pair[1] !== undefined));
}

const without = <T>(all: Readonly<Record<string, T>>, these: object): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !(key in these)));

/** The draft after another tab has kept `theirs`, where both began with `base`: what either of them has written. */
function together(base: Draft, mine: Draft, theirs: Draft): Draft {
  return {
    values: eachOf(base.values, mine.values, theirs.values),
    began: eachOf(base.began, mine.began, theirs.began),
    reply: either(base.reply, mine.reply, theirs.reply),
    note: either(base.note, mine.note, theirs.note),
    words: eachOf(base.words as Record<string, string>, mine.words, theirs.words),
    mentions: eachOf(base.mentions, mine.mentions, theirs.mentions),
    files: {
      reply: either(base.files.reply, mine.files.reply, theirs.files.reply),
      note: either(base.files.note, mine.files.note, theirs.files.note),
    },
    at: mine.at === null || theirs.at === null ? mine.at : Math.max(mine.at, theirs.at),
  };
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
  return begun && same(begun.value, value ?? null) ? undefined : value;
}

/** What stands in a field: as it was typed, else as the record has it. */
export function answerOf(draft: Draft, key: string, now: Seen): Value {
  const mine = mineOf(draft, key);
  return mine === undefined ? (now.values[key] ?? null) : mine;
}

/** Of these fields, what was typed and is not what the record has now. */
export function changedOf(draft: Draft, keys: readonly string[], now: Seen): Values {
  const found: Values = {};
  for (const key of keys) {
    const mine = mineOf(draft, key);
    if (mine !== undefined && !same(mine, now.values[key] ?? null)) found[key] = mine;
  }
  return found;
}

/** What was typed into these fields. */
export function typedIn(draft: Draft, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(draft.values).filter(([key]) => keys.includes(key)));
}

/** Without what was typed into these fields. */
export function forgetting(draft: Draft, keys: readonly string[]): Partial<Draft> {
  const gone = Object.fromEntries(keys.map((key) => [key, null]));
  return { values: without(draft.values, gone), began: without(draft.began, gone) };
}

/** After these values were sent: what was typed since is left, and counts from the record as it is then. */
export function afterSaving(draft: Draft, sent: Values): Partial<Draft> {
  const since = ([key, value]: [string, Value]) => !(key in sent) || !same(value, sent[key]);
  return {
    values: Object.fromEntries(Object.entries(draft.values).filter(since)),
    began: without(draft.began, sent),
  };
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

/**
 * The draft of one person on one record, restored when the record is opened again. Where the record is open in other
 * tabs, too, what is written or sent in one of them is so in all.
 */
export function useDraft(person: string, id: string, fields: Fields = []): [Draft, ChangeDraft] {
  const key = place(person, id);
  const [draft, setDraft] = useState(() => read(key));
  const latest = useRef(draft);
  /** As it lay on the device when this tab looked last. */
  const kept = useRef(draft);
  const known = useRef(fields);
  known.current = fields;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const safe = useRef(true);

  const show = useCallback((next: Draft) => {
    if (same(next, latest.current)) return;
    latest.current = next;
    setDraft(next);
  }, []);

  /** Takes over what another tab has kept. */
  const meet = useCallback(
    (theirs: Draft) => {
      // What never lies on the device is not taken away by those who do not see it.
      const mine = onDevice(latest.current, known.current);
      const met = together(kept.current, mine, theirs);
      kept.current = theirs;
      const { values, began } = latest.current;
      show({
        ...met,
        values: { ...without(values, mine.values), ...met.values },
        began: { ...without(began, mine.began), ...met.began },
      });
    },
    [show],
  );

  const keep = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    meet(read(key));
    const stored = onDevice(latest.current, known.current);
    safe.current = write(key, stored);
    if (safe.current) kept.current = stored;
    // Nobody is told that it is kept.
    else if (latest.current.at !== null) show({ ...latest.current, at: null });
  }, [key, meet, show]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (timer.current !== undefined) keep();
      if (!safe.current) event.preventDefault();
    };
    const heard = (event: StorageEvent) => {
      if (event.key === key) meet(read(key));
    };
    const leave = () => {
      if (timer.current !== undefined || !safe.current) keep();
    };
    window.addEventListener("storage", heard);
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("storage", heard);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", warn);
      if (timer.current !== undefined) keep();
    };
  }, [key, keep, meet]);

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
