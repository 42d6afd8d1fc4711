import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { serverNow } from "../../api/server-time";
import type { Language } from "../../fields";
import { act, NoAnswer, Refusal, readProgress } from "./api";
import { keep, readKept } from "./kept-words";
import { listen } from "./listen";
import type { Progress, Verb } from "./model";
import { newSubmissionId } from "./submission-id";

/** How long customers wait between two reminders, in milliseconds; the server holds to it, the page only says so. */
const URGE_PAUSE = 30 * 60_000;

/** What each verb leaves in the timeline. */
const TRACE: Record<Exclude<Verb, "rate">, string> = {
  confirm: "confirmed",
  reject: "rejected",
  urge: "urged",
  reply: "customer_reply",
};

/** When one may urge again, or null when one may now. A device whose clock is far off is not held up. */
export function urgeAgainAt(progress: Progress, now: number): number | null {
  const last = progress.timeline.find((entry) => entry.kind === TRACE.urge);
  if (!last) return null;
  const again = Date.parse(last.at) + URGE_PAUSE;
  return again > now && again - now <= URGE_PAUSE ? again : null;
}

/** Whether a call whose answer was lost has arrived after all: its trace is newer than what was on the page. */
export function hasArrived(before: Progress, after: Progress, verb: Verb): boolean {
  if (verb === "rate") return Boolean(after.rating?.answer);
  const seen = new Set(before.timeline.map((entry) => entry.id));
  return after.timeline.some((entry) => entry.kind === TRACE[verb] && !seen.has(entry.id));
}

interface Sending {
  text: string;
  id: string;
}

function isSending(raw: unknown): raw is Sending {
  const { text, id } = (raw ?? {}) as Record<string, unknown>;
  return typeof text === "string" && typeof id === "string";
}

/**
 * Names what is being sent: the same text has the same id until it is there, so that the server stores it once, also
 * where the page of this token was loaded anew meanwhile.
 */
export class SendingOnce {
  readonly #token: string;
  #sending: Sending | null;

  constructor(token: string) {
    this.#token = token;
    this.#sending = readKept(token, "sending", isSending);
  }

  idOf(text: string): string {
    if (this.#sending?.text !== text) this.#put({ text, id: newSubmissionId() });
    return this.#sending?.id ?? "";
  }

  /** It is there; the same words again are something new. */
  arrived(): void {
    this.#put(null);
  }

  #put(sending: Sending | null): void {
    this.#sending = sending;
    keep(this.#token, "sending", sending);
  }
}

export type Outcome = "done" | "offline" | "urged_recently" | "overtaken" | { refused: string };

/** A ticket as its customer follows it. Reads when opened, when something happens to it, when the page comes back to the front. */
export function useProgress(token: string, language: Language) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [reading, setReading] = useState(false);
  const [acting, setActing] = useState<Verb | null>(null);
  const [urgeAgain, setUrgeAgain] = useState<number | null>(null);
  const working = useRef(false);
  /** What was on the page before a call whose answer was lost, by verb. */
  const lost = useRef(new Map<Verb, Progress>());
  const replies = useMemo(() => new SendingOnce(token), [token]);
  /** Counts what was shown, so that a reading knows whether it is older than what came meanwhile. */
  const shown = useRef(0);

  const show = useCallback((read: Progress) => {
    shown.current += 1;
    setTrouble(null);
    setProgress(read);
    setUrgeAgain(urgeAgainAt(read, serverNow()));
  }, []);

  const refresh = useCallback(
    async (signal?: AbortSignal): Promise<boolean> => {
      setReading(true);
      try {
        for (;;) {
          const before = shown.current;
          const read = await readProgress(token, language, signal);
          if (signal?.aborted) return false;
          // Something newer came meanwhile, such as the answer to an act: how it stands now is asked for once more.
          if (before !== shown.current) continue;
          show(read);
          return true;
        }
      } catch (error) {
        if (!signal?.aborted) setTrouble(error);
        return false;
      } finally {
        if (!signal?.aborted) setReading(false);
      }
    },
    [token, language, show],
  );

  useEffect(() => {
    const control = new AbortController();
    void refresh(control.signal);
    const onShow = () => {
      if (document.visibilityState === "visible") void refresh(control.signal);
    };
    document.addEventListener("visibilitychange", onShow);
    return () => {
      control.abort();
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [refresh]);

  // A link that leads nowhere has nothing to listen to.
  const followed = progress !== null;
  useEffect(() => {
    if (!followed) return;
    const control = new AbortController();
    const stop = listen(token, () => void refresh(control.signal));
    return () => {
      control.abort();
      stop();
    };
  }, [followed, token, refresh]);

  // One timer at a known time, so that the button opens again by itself.
  useEffect(() => {
    if (urgeAgain === null) return;
    const timer = window.setTimeout(() => setUrgeAgain(null), urgeAgain - serverNow());
    return () => window.clearTimeout(timer);
  }, [urgeAgain]);

  /** How the page reads now; an act may outlive the language in which it was sent. */
  const reread = useRef(refresh);
  reread.current = refresh;

  /** Shows what was answered to a call that began at `since`; if something was shown meanwhile, how it stands is asked for. */
  const settle = useCallback(
    async (since: number, answer: Progress): Promise<void> => {
      if (since !== shown.current && (await reread.current())) return;
      show(answer);
    },
    [show],
  );

  const perform = useCallback(
    async (verb: Verb, body: Record<string, unknown>): Promise<Outcome> => {
      if (working.current || !progress) return "overtaken";
      working.current = true;
      setActing(verb);
      try {
        const since = shown.current;
        const before = lost.current.get(verb);
        if (before) {
          const after = await readProgress(token, language);
          lost.current.delete(verb);
          if (hasArrived(before, after, verb)) {
            await settle(since, after);
            return "done";
          }
        }
        if (verb === "reply") {
          const id = replies.idOf(String(body.text ?? ""));
          await settle(since, await act(token, verb, { ...body, id }, language));
          replies.arrived();
        } else {
          await settle(since, await act(token, verb, body, language));
        }
        return "done";
      } catch (error) {
        if (error instanceof NoAnswer) {
          // A reply says by its id whether it is there already.
          if (verb !== "reply" && !lost.current.has(verb)) lost.current.set(verb, progress);
          return "offline";
        }
        if (!(error instanceof Refusal)) throw error;
        if (error.status === 429 && verb === "urge") {
          const pause = error.retryAfter === null ? URGE_PAUSE : error.retryAfter * 1000;
          setUrgeAgain(serverNow() + pause);
          return "urged_recently";
        }
        if (error.status === 409 || error.status === 404 || error.status === 410) {
          // Someone was faster, or time has passed: show how things stand.
          await refresh();
          return error.sentence ? { refused: error.sentence } : "overtaken";
        }
        return { refused: error.errors[0]?.message ?? error.sentence };
      } finally {
        working.current = false;
        setActing(null);
      }
    },
    [progress, token, language, replies, settle, refresh],
  );

  return { progress, trouble, reading, acting, urgeAgain, refresh, perform };
}
