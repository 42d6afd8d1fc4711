import type { FileInfo } from "./definition";
import { UploadFailure, type UploadHooks } from "./environment";
import { type Answer, ask, failureOf, infoOf, LEAVE, PAUSE, type UploadWay } from "./upload-way";

/** Files above go in pieces; the first piece has as many bytes. */
export const PIECE = 1024 * 1024;
const LEAST = 256 * 1024;
/** A piece should take about as long, so that a lost connection costs little and a fast line is used. */
const PIECE_SECONDS = 6;
const LONGEST_WAIT = 30;
/** Tries without any way forward before a person is asked. */
const TRIES = 12;
/** What a later try may mend: nobody there, too slow, too often, a proxy or server that restarts. */
const PASSING = new Set([0, 408, 429, 500, 502, 503, 504]);

interface State {
  id: string;
  offset: number;
  chunk: number;
}

/** Uploads of this page by the file they send; those of closed pages stand in the storage of the browser. */
const begun = new WeakMap<File, string>();

/**
 * Sends a file piece by piece, goes on where it stopped, waits while the network is lost. A raised signal with the reason
 * PAUSE or LEAVE keeps what has arrived for the next call with the same file, any other gives it up.
 */
export async function sendPieces(
  way: UploadWay,
  file: File,
  hooks: UploadHooks,
): Promise<FileInfo> {
  try {
    let state = (await resumed(way, file, hooks)) ?? (await begin(way, file, hooks));
    let size = PIECE;
    let misses = 0;
    const fail = async (answer: Answer) => {
      misses += 1;
      if (!PASSING.has(answer.status) || misses > TRIES) throw failureOf(answer);
      hooks.onTrouble?.(true);
      await rest(answer.wait || Math.min(LONGEST_WAIT, 2 ** (misses - 1)), hooks.signal);
    };
    for (;;) {
      hooks.onProgress(state.offset / file.size);
      const whole = state.offset >= file.size;
      const started = performance.now();
      const answer = whole
        ? await send(way, `${state.id}/finish`, "POST", null, hooks.signal)
        : await piece(way, file, state, Math.min(size, state.chunk), hooks);
      const told = answer.body as (Partial<State> & { code?: string }) | null;
      if (answer.status === 200) {
        hooks.onTrouble?.(false);
        misses = 0;
        if (whole) {
          forget(way, file);
          return infoOf(answer);
        }
        const seconds = Math.max(0.05, (performance.now() - started) / 1000);
        // Never above what the server takes: else a line that gets worse would be met with the same pieces for long.
        const most = Math.min(size * 2, (size * PIECE_SECONDS) / seconds, state.chunk);
        size = Math.max(LEAST, most);
        state = { ...state, offset: told?.offset ?? state.offset };
      } else if (answer.status === 409 && typeof told?.offset === "number") {
        if (told.offset === state.offset) await fail({ ...answer, status: 503 });
        state = { ...state, offset: told.offset };
      } else if (answer.status === 409 && told?.code === "upload_finishing") {
        await rest(2, hooks.signal);
      } else if (answer.status === 404 || answer.status === 410) {
        // Expired, or lost with what was restored: once more from the beginning.
        forget(way, file);
        await fail({ ...answer, status: misses > 1 ? answer.status : 503, wait: 1 });
        state = await begin(way, file, hooks);
      } else if (told?.code === "piece_damaged") {
        await fail({ ...answer, status: 503 });
      } else {
        if (PASSING.has(answer.status)) size = Math.max(LEAST, size / 2);
        await fail(answer);
      }
    }
  } catch (error) {
    const { aborted, reason } = hooks.signal;
    if (hopeless(error) || (aborted && reason !== PAUSE && reason !== LEAVE)) giveUp(way, file);
    throw error;
  }
}

/** Whether no later try with the same file can succeed. */
function hopeless(error: unknown): boolean {
  if (!(error instanceof UploadFailure)) return false;
  return error.reason === "too_large" || error.reason === "wrong_type";
}

function send(
  way: UploadWay,
  path: string,
  method: string,
  body: Blob | null,
  signal: AbortSignal,
  onLoaded?: (bytes: number) => void,
): Promise<Answer> {
  const type = body ? "application/octet-stream" : "";
  return ask(method, `${way.uploads}/${path}`, way.headers, body, type, signal, onLoaded);
}

function piece(
  way: UploadWay,
  file: File,
  { id, offset }: State,
  size: number,
  { onProgress, signal }: UploadHooks,
): Promise<Answer> {
  const bytes = file.slice(offset, offset + Math.round(size));
  return send(way, `${id}?offset=${offset}`, "PATCH", bytes, signal, (loaded) =>
    onProgress(Math.min(1, (offset + loaded) / file.size)),
  );
}

async function begin(way: UploadWay, file: File, hooks: UploadHooks): Promise<State> {
  const body = JSON.stringify({
    ...way.about,
    name: file.name,
    size: file.size,
    type: file.type,
  });
  for (let misses = 0; ; misses += 1) {
    const type = "application/json";
    const answer = await ask("POST", way.begin, way.headers, body, type, hooks.signal);
    if (answer.status === 201) {
      hooks.onTrouble?.(false);
      const state = answer.body as State;
      remember(way, file, state.id);
      return state;
    }
    // One who uploaded too much hears it at once: the wait may be an hour.
    const passing = PASSING.has(answer.status) && answer.status !== 429;
    if (!passing || misses >= TRIES) throw failureOf(answer);
    hooks.onTrouble?.(true);
    await rest(Math.min(LONGEST_WAIT, 2 ** misses), hooks.signal);
  }
}

/** The upload of the same file that was begun before, if the server still has it. */
async function resumed(way: UploadWay, file: File, hooks: UploadHooks): Promise<State | null> {
  const id = begun.get(file) ?? stored()[markOf(way, file)];
  if (!id) return null;
  for (let misses = 0; misses < TRIES; misses += 1) {
    const answer = await send(way, id, "GET", null, hooks.signal);
    if (answer.status === 200) {
      begun.set(file, id);
      return answer.body as State;
    }
    if (!PASSING.has(answer.status)) {
      forget(way, file);
      return null;
    }
    hooks.onTrouble?.(true);
    await rest(Math.min(LONGEST_WAIT, 2 ** misses), hooks.signal);
  }
  throw new UploadFailure("network");
}

/** Some seconds, less when the network comes back; rejects when the signal is raised. */
function rest(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(new DOMException("Upload was cancelled.", "AbortError"));
      else resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

const STORE = "helpwright.uploads";
const MOST_STORED = 20;

/** The same file for the same field: chosen again after the page was closed, its upload goes on. */
function markOf(way: UploadWay, file: File): string {
  const about = Object.values(way.about).join("/");
  return [way.begin, about, file.name, file.size, file.lastModified].join("|");
}

function stored(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

function remember(way: UploadWay, file: File, id: string | null): void {
  const mark = markOf(way, file);
  const all = Object.entries(stored()).filter(([other]) => other !== mark);
  if (id) {
    begun.set(file, id);
    all.push([mark, id]);
  } else begun.delete(file);
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries(all.slice(-MOST_STORED))));
  } catch {
    // Without storage an upload goes on as long as the page is open.
  }
}

function forget(way: UploadWay, file: File): void {
  remember(way, file, null);
}

/** Tells the server that the file will not come; what it does not hear goes after a day. */
function giveUp(way: UploadWay, file: File): void {
  const id = begun.get(file);
  forget(way, file);
  if (!id) return;
  const headers = { ...way.headers };
  void fetch(`${way.uploads}/${id}`, { method: "DELETE", headers, keepalive: true }).catch(
    () => undefined,
  );
}
