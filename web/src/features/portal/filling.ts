import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { serverNow } from "../../api/server-time";
import {
  type FieldValue,
  type FileInfo,
  isEmpty,
  type Language,
  type Problem,
  type TransferState,
} from "../../fields";
import { checkAnswers, defaultsOf, prefilled, toSend } from "./answers";
import { NoAnswer, Refusal, submitForm } from "./api";
import {
  clearDraft,
  type Draft,
  deviceStore,
  filesExpired,
  loadDraft,
  saveDraft,
  withAttempt,
  withoutFiles,
  withoutSensitive,
} from "./draft";
import type { PublicForm, Receipt, Values } from "./model";
import { newSubmissionId } from "./submission-id";

/** What stands in the way of sending, besides wrong fields. */
export type Hindrance =
  | { kind: "offline" }
  | { kind: "wait"; seconds: number | null }
  | { kind: "differs" }
  /** Another version of the form was published meanwhile, and is on the page now. */
  | { kind: "changed" }
  | { kind: "refused"; sentence: string };

/** Why a field is wrong: found here, or a sentence of the server. */
export type Fault = Problem | string;

/** Milliseconds of rest after which a draft is written. */
const REST = 400;

interface Beginning {
  draft: Draft;
  /** A draft of an earlier visit was found. */
  restored: boolean;
  /** Its files were too old. */
  filesLost: boolean;
}

function begin(slug: string, form: PublicForm): Beginning {
  const now = serverNow();
  const found = loadDraft(deviceStore(), slug, now);
  const fresh: Draft = {
    id: newSubmissionId(),
    values: {},
    files: {},
    filesSince: null,
    savedAt: now,
    sent: [],
  };
  const lost = found !== null && filesExpired(found, now);
  const draft = found ? (lost ? withoutFiles(found) : found) : fresh;
  return {
    draft: {
      ...draft,
      values: { ...draft.values, ...prefilled(window.location.search, form.fields) },
    },
    restored: found !== null,
    filesLost: lost,
  };
}

/** A form while it is filled in and sent: answers, faults, the draft on the device, and what became of sending. */
export function useFilling(
  slug: string,
  form: PublicForm,
  language: Language,
  onDone: (receipt: Receipt) => void,
  /** Reads the form again; answers whether another one came. */
  readAgain: () => Promise<boolean>,
) {
  const store = useMemo(deviceStore, []);
  const source = new URLSearchParams(window.location.search).get("from") === "qr" ? "qr" : "link";
  const [start] = useState(() => begin(slug, form));
  const [draft, setDraft] = useState(start.draft);
  const [saved, setSaved] = useState(start.restored);
  const [faults, setFaults] = useState<ReadonlyMap<string, Fault>>(new Map());
  const [tried, setTried] = useState(0);
  const [sending, setSending] = useState(false);
  const [hindrance, setHindrance] = useState<Hindrance | null>(null);
  const transfers = useRef<Record<string, TransferState>>({});
  const working = useRef(false);
  const touched = useRef(false);
  const done = useRef(false);

  const values = useMemo<Values>(
    () => ({ ...defaultsOf(form.fields), ...draft.values }),
    [form.fields, draft.values],
  );
  const latest = useRef({ draft, values, form });
  latest.current = { draft, values, form };

  const write = useCallback(() => {
    if (!touched.current || done.current) return;
    const { draft, form } = latest.current;
    const kept = withoutSensitive(draft, form.fields);
    setSaved(saveDraft(store, slug, { ...kept, savedAt: serverNow() }));
  }, [store, slug]);

  // Every change of the draft starts the rest anew.
  useEffect(() => {
    const timer = window.setTimeout(write, REST);
    return () => window.clearTimeout(timer);
  }, [draft, write]);

  useEffect(() => {
    // In-app browsers are closed without warning; pagehide is the last word one gets.
    window.addEventListener("pagehide", write);
    return () => {
      window.removeEventListener("pagehide", write);
      // Also when the page breaks.
      write();
    };
  }, [write]);

  const check = useCallback(
    (now: Values) => checkAnswers(latest.current.form.fields, now, transfers.current),
    [],
  );

  const setFault = useCallback((key: string, fault: Fault | undefined) => {
    setFaults((all) => {
      if (!fault && !all.has(key)) return all;
      const next = new Map(all);
      if (fault) next.set(key, fault);
      else next.delete(key);
      return next;
    });
  }, []);

  const change = useCallback(
    (key: string, value: FieldValue) => {
      touched.current = true;
      const entered = { ...latest.current.draft.values, [key]: value };
      latest.current.draft = { ...latest.current.draft, values: entered };
      setDraft((now) => ({ ...now, values: { ...now.values, [key]: value } }));
      setHindrance((now) => (now?.kind === "refused" ? null : now));
      // A fault goes as soon as the answer is right, and does not come back before leaving the field.
      setFaults((all) => {
        if (!all.has(key)) return all;
        const next = new Map(all);
        const problem = check({ ...latest.current.values, [key]: value }).get(key);
        if (problem) next.set(key, problem);
        else next.delete(key);
        return next;
      });
    },
    [check],
  );

  const leave = useCallback(
    (key: string) => {
      const value = latest.current.values[key] ?? null;
      if (!isEmpty(value)) {
        const problem = check(latest.current.values).get(key);
        if (problem) setFault(key, problem);
      }
    },
    [check, setFault],
  );

  const rememberFile = useCallback((file: FileInfo) => {
    setDraft((now) => ({
      ...now,
      files: { ...now.files, [file.id]: file },
      filesSince: now.filesSince ?? serverNow(),
    }));
  }, []);

  const onTransfers = useCallback((key: string, state: TransferState) => {
    transfers.current[key] = state;
    if (state.sending + state.failed === 0) {
      setFaults((all) => {
        const fault = all.get(key);
        if (typeof fault !== "object" || !fault.code.startsWith("files_")) return all;
        const next = new Map(all);
        next.delete(key);
        return next;
      });
    }
  }, []);

  const finish = useCallback(
    (receipt: Receipt) => {
      done.current = true;
      clearDraft(store, slug);
      onDone(receipt);
    },
    [store, slug, onDone],
  );

  /** Runs one call at a time; further taps do nothing. */
  const once = useCallback(async (work: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setSending(true);
    setHindrance(null);
    try {
      await work();
    } finally {
      working.current = false;
      setSending(false);
    }
  }, []);

  const refused = useCallback((error: Refusal) => {
    setHindrance({ kind: "refused", sentence: error.errors[0]?.message ?? error.sentence });
  }, []);

  const submit = useCallback(async () => {
    if (working.current) return;
    const now = latest.current;
    const problems = check(now.values);
    setFaults(problems);
    if (problems.size > 0) {
      setTried((count) => count + 1);
      return;
    }
    await once(async () => {
      const answers = toSend(now.form.fields, now.values);
      try {
        finish(await submitForm(slug, now.draft.id, answers, language, source));
      } catch (error) {
        if (error instanceof NoAnswer) {
          touched.current = true;
          const attempted = withAttempt(latest.current.draft, answers);
          latest.current.draft = attempted;
          setDraft((kept) => withAttempt(kept, answers));
          write();
          setHindrance({ kind: "offline" });
        } else if (error instanceof Refusal) {
          const known = new Set(now.form.fields.map((field) => field.key));
          const ours = error.errors.filter((one) => known.has(one.field));
          if (error.code === "submission_differs") setHindrance({ kind: "differs" });
          else if (error.status === 429) {
            setHindrance({ kind: "wait", seconds: error.retryAfter });
          } else if (error.errors.some((one) => one.field)) {
            // It speaks of fields that are not on the page, or asks what this page did not know: perhaps another is live.
            const renewed = await readAgain();
            if (renewed) setHindrance({ kind: "changed" });
            if (ours.length > 0) {
              setFaults(new Map(ours.map((one) => [one.field, one.message])));
              setTried((count) => count + 1);
            } else if (!renewed) refused(error);
          } else refused(error);
        } else throw error;
      }
    });
  }, [check, finish, language, once, readAgain, refused, slug, source, write]);

  /** After 409: fetches the receipt of what arrived earlier by sending it again as it was. */
  const showEarlier = useCallback(
    () =>
      once(async () => {
        const { id, sent } = latest.current.draft;
        for (const answers of [...sent].reverse()) {
          try {
            finish(await submitForm(slug, id, answers, language, source));
            return;
          } catch (error) {
            if (error instanceof NoAnswer) {
              setHindrance({ kind: "offline" });
              return;
            }
            if (!(error instanceof Refusal)) throw error;
          }
        }
        setHindrance({ kind: "differs" });
      }),
    [finish, language, once, slug, source],
  );

  /** After 409: what is on the page becomes a submission of its own. */
  const sendAsNew = useCallback(() => {
    const id = newSubmissionId();
    latest.current.draft = { ...latest.current.draft, id, sent: [] };
    setDraft((now) => ({ ...now, id, sent: [] }));
    setHindrance(null);
    return submit();
  }, [submit]);

  /** Forgets the draft; nothing is written any more, the page then starts anew. */
  const forget = useCallback(() => {
    done.current = true;
    clearDraft(store, slug);
  }, [store, slug]);

  // What the person already sent goes out by itself when the network returns.
  const offline = hindrance?.kind === "offline";
  useEffect(() => {
    if (!offline) return;
    const again = () => void submit();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [offline, submit]);

  return {
    values,
    files: draft.files,
    faults,
    /** Counts the times sending was refused because of wrong fields. */
    tried,
    sending,
    hindrance,
    saved,
    restored: start.restored,
    filesLost: start.filesLost,
    mayShowEarlier: draft.sent.length > 0,
    change,
    leave,
    rememberFile,
    onTransfers,
    submit,
    showEarlier,
    sendAsNew,
    forget,
  };
}
