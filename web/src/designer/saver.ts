import { ApiError } from "../api/errors";
import type { Kept } from "./backup";
import { type Document, same } from "./document";
import type { Artefact, DocumentProblem, DraftBody, Wire } from "./wire";

export type SaveState = "saved" | "saving" | "unsaved" | "offline" | "signed_out" | "conflict";

/** Quiet time after the last change, and the longest time without a save, in milliseconds. */
const QUIET = 800;
const LONGEST = 5_000;
/** Waits between attempts while the server cannot be reached. */
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 30_000;

interface Desk {
  wire: Wire;
  version: number;
  /** The live version that the document follows; undefined: the draft fell behind what is live, which nobody has looked at. */
  base: number | undefined;
  /** What the server has; null: it has nothing yet. */
  saved: Document | null;
  document: () => Document;
  live: () => { document: Document; version: number } | null;
  show: (state: SaveState, refusal?: string) => void;
  /** Keep it on this device. */
  keep: (kept: Kept) => void;
  done: (problems: readonly DocumentProblem[], document: Document, version: number) => void;
  /** The session is over: whoever works here has to sign in again. */
  signedOut: () => void;
  /** Somebody else was faster; this is what the server has now, null where it was removed. */
  stale: (theirs: Artefact | null) => void;
}

/** The live version that the artefact's document follows; undefined where the draft fell behind it. */
export function baseOf(artefact: Artefact | null): number | undefined {
  return artefact?.draft?.behind ? undefined : (artefact?.live?.version ?? 0);
}

/** Brings the document to the server by itself, one save at a time, and again until it arrives. */
export class Saver {
  saved: Document | null;
  version: number;
  base: number | undefined;
  /** Saves that were begun or answered: what was asked before the last of them tells of an earlier time. */
  saves = 0;
  private readonly desk: Desk;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since: number | null = null;
  private running: Promise<void> | null = null;
  private attempts = 0;
  private halted = false;
  /** Sent, and no answer came: the server may have it. */
  private uncertain: Document | null = null;
  /** What the server would not take. */
  private refused: Document | null = null;

  constructor(desk: Desk) {
    this.desk = desk;
    this.saved = desk.saved;
    this.version = desk.version;
    this.base = desk.base;
  }

  /** Something changed. */
  touch(atOnce = false): void {
    if (this.halted) {
      this.keep(this.desk.document());
      return;
    }
    const now = Date.now();
    this.since ??= now;
    if (!this.running && this.attempts === 0) this.desk.show("unsaved");
    if (this.attempts > 0) {
      this.keep(this.desk.document());
      return;
    }
    const left = Math.max(this.since + LONGEST - now, 0);
    this.plan(atOnce ? 0 : Math.min(QUIET, left));
  }

  isClean(): boolean {
    return this.saved !== null && same(this.saved, this.desk.document());
  }

  isBusy(): boolean {
    return this.running !== null;
  }

  /** Go on from another version of the draft, knowing the live version `base` (undefined: it fell behind). */
  follow(version: number, base: number | undefined): void {
    this.version = version;
    this.base = base;
    this.halted = false;
    this.attempts = 0;
  }

  /** Saves what is left; true when all is saved. */
  async flush(): Promise<boolean> {
    for (let turn = 0; turn < 3 && !this.halted; turn += 1) {
      if (this.running) await this.running;
      if (this.isClean()) return true;
      clearTimeout(this.timer);
      await this.push();
      if (this.attempts > 0) return false;
    }
    return this.isClean();
  }

  /** Follows the page: what is not saved when it closes is kept here and sent as a last word. */
  attend(): () => void {
    const leave = () => {
      if (this.isClean()) return;
      const document = this.desk.document();
      this.keep(document);
      if (!this.halted && !this.running) {
        this.desk.wire.farewell(this.body(document));
      }
    };
    const hide = () => {
      if (document.visibilityState === "hidden") void this.flush();
    };
    const warn = (event: BeforeUnloadEvent) => {
      if (!this.isClean() && (this.halted || this.attempts > 0)) event.preventDefault();
    };
    const online = () => {
      if (this.attempts > 0) this.plan(0);
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", warn);
    window.addEventListener("online", online);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", warn);
      window.removeEventListener("online", online);
      document.removeEventListener("visibilitychange", hide);
      void this.flush();
    };
  }

  private keep(document: Document): void {
    this.desk.keep({ document, version: this.version, base: this.base });
  }

  private plan(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.push(), wait);
  }

  private push(): Promise<void> {
    if (this.running) return this.running;
    if (this.isClean()) {
      this.since = null;
      this.desk.show("saved");
      return Promise.resolve();
    }
    if (this.desk.document() === this.refused) return Promise.resolve();
    this.since = null;
    this.running = this.send(this.desk.document()).finally(() => {
      this.running = null;
      const more = !this.isClean() && this.desk.document() !== this.refused;
      if (more && !this.halted && this.attempts === 0) this.touch();
    });
    return this.running;
  }

  private async send(document: Document): Promise<void> {
    this.desk.show("saving");
    this.saves += 1;
    try {
      await this.deliver(document);
      this.attempts = 0;
      this.uncertain = null;
      if (this.isClean()) this.desk.show("saved");
    } catch (error) {
      await this.failed(error, document);
    }
  }

  /** A draft that says what is live anyway is no change: it is forgotten. */
  private async deliver(document: Document): Promise<void> {
    const live = this.desk.live();
    if (live && this.version > 0 && same(live.document, document)) {
      const found = await this.desk.wire.discard(this.version);
      // Where there was none any more it may have gone live: then this is no longer what is live.
      const now = found ? null : await this.desk.wire.read();
      if (now && now.live?.version !== live.version) throw new ApiError(409, {});
      this.version = 0;
      this.base = live.version;
      this.finish([], document);
      return;
    }
    const answer = await this.desk.wire.write(this.body(document));
    this.version = answer.version;
    this.finish(answer.problems, document);
  }

  /** Names what it follows, the draft and the live version, so that it is laid over nothing else. */
  private body(document: Document): DraftBody {
    const base = this.base === undefined ? {} : { base: this.base };
    return { version: this.version, document, ...base };
  }

  private finish(problems: readonly DocumentProblem[], document: Document): void {
    this.saves += 1;
    this.saved = document;
    this.desk.done(problems, document, this.version);
  }

  private async failed(error: unknown, document: Document): Promise<void> {
    this.keep(document);
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409) {
      this.halted = true;
      this.desk.show("conflict");
      const theirs = await this.desk.wire.read().catch(() => undefined);
      if (theirs && this.arrived(theirs)) return;
      if (theirs === undefined) this.desk.show("conflict", error.message);
      else this.desk.stale(theirs);
      return;
    }
    if (error.unreachable || error.status === 401 || error.status >= 500 || error.status === 429) {
      this.attempts += 1;
      if (error.status !== 401 && error.status !== 429) this.uncertain ??= document;
      this.desk.show(error.status === 401 ? "signed_out" : "offline");
      if (error.status === 401) this.desk.signedOut();
      this.plan(Math.min(FIRST_WAIT * 2 ** (this.attempts - 1), LONGEST_WAIT));
      return;
    }
    // The server will not take it as it is; the next change is tried again.
    this.desk.show("unsaved", error.fields[0]?.message || error.message);
    this.refused = document;
  }

  /** Whether what the server has is nobody else's: the answer to an earlier save was lost, or another tab was as far. */
  private arrived(theirs: Artefact): boolean {
    const { draft } = theirs;
    const there = draft?.removed ? null : draft?.document;
    if (!draft || !there) return false;
    const known = [this.uncertain, this.desk.document()];
    if (!known.some((each) => each && same(each, there))) return false;
    this.follow(draft.version, baseOf(theirs));
    this.uncertain = null;
    this.finish(theirs.problems, there);
    this.desk.show(this.isClean() ? "saved" : "unsaved");
    return true;
  }
}
