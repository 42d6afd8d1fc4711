import { useCallback, useEffect, useRef, useState } from "react";
import type { UploadedFile, Values } from "../../api/types";

/** What was typed on a ticket and not sent yet; kept on the device until it is. */
export interface Draft {
  values: Values;
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

function write(key: string, draft: Draft): void {
  const empty =
    !draft.reply &&
    !draft.note &&
    !draft.comment &&
    draft.files.reply.length + draft.files.note.length === 0 &&
    Object.keys(draft.values).length === 0;
  try {
    if (empty) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store costs the draft's safety, never the typing.
  }
}

export type ChangeDraft = (change: (draft: Draft) => Partial<Draft>) => void;

/** The draft of one person on one record, restored when the record is opened again. */
export function useDraft(person: string, id: string): [Draft, ChangeDraft] {
  const key = place(person, id);
  const [draft, setDraft] = useState(() => read(key));
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const keep = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    write(key, latest.current);
  }, [key]);

  useEffect(() => {
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      if (timer.current !== undefined) keep();
    };
  }, [keep]);

  const change = useCallback<ChangeDraft>(
    (by) => {
      const next = { ...latest.current, ...by(latest.current), at: Date.now() };
      latest.current = next;
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, PAUSE);
    },
    [keep],
  );
  return [draft, change];
}
