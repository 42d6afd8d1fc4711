import type { FileInfo } from "./definition";
import { UploadFailure } from "./environment";

/** Where a file goes. Small ones go whole, others in pieces that survive a lost network and a closed page. */
export interface UploadWay {
  /** Takes a whole file; names it and its field. */
  whole: string;
  /** Where an upload in pieces begins, and what its body says beside name, size and type. */
  begin: string;
  about: Readonly<Record<string, string>>;
  /** Uploads in pieces, each under its id. */
  uploads: string;
  headers: Readonly<Record<string, string>>;
}

export interface Answer {
  /** 0 when nobody answered. */
  status: number;
  body: unknown;
  /** Seconds after which to try again, when the server says so. */
  wait: number;
}

/** Why a signal was raised: PAUSE and LEAVE keep what has arrived, anything else gives it up. */
export const PAUSE = "pause";
/** The page goes away; the upload may go on when it comes back. */
export const LEAVE = "leave";

/** A piece that takes longer hangs on a dead connection; in milliseconds. */
const PIECE_PATIENCE = 120_000;

const REASONS: Record<number, UploadFailure["reason"]> = {
  0: "network",
  413: "too_large",
  415: "wrong_type",
  429: "too_many_requests",
};

/** XMLHttpRequest, because fetch does not tell how much has been sent. Rejects with an `AbortError` only. */
export function ask(
  method: string,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: Blob | string | null,
  type: string,
  signal: AbortSignal,
  onLoaded?: (bytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const aborted = () => reject(new DOMException("Upload was cancelled.", "AbortError"));
    request.open(method, address);
    request.responseType = "text";
    if (method === "PATCH") request.timeout = PIECE_PATIENCE;
    request.setRequestHeader("Accept", "application/json");
    if (type) request.setRequestHeader("Content-Type", type);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onLoaded?.(event.loaded);
    request.onerror = () => resolve({ status: 0, body: null, wait: 0 });
    request.ontimeout = request.onerror;
    request.onabort = aborted;
    request.onload = () =>
      resolve({
        status: request.status,
        body: readJson(request.responseText),
        wait: Number(request.getResponseHeader("Retry-After")) || 0,
      });
    request.onloadend = () => signal.removeEventListener("abort", stop);
    if (signal.aborted) {
      aborted();
      return;
    }
    signal.addEventListener("abort", stop);
    request.send(body);
  });
}

/** The file of an answer; throws what the answer says when it holds none. */
export function infoOf({ status, body }: Answer): FileInfo {
  if (status !== 200 && status !== 201) throw failureOf({ status, body, wait: 0 });
  if (typeof body === "object" && body !== null && "id" in body && "name" in body)
    return body as FileInfo;
  throw new UploadFailure("refused");
}

export function failureOf({ status, body }: Answer): UploadFailure {
  return new UploadFailure(REASONS[status] ?? "refused", sentenceOf(body));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The most precise sentence of a problem document. */
function sentenceOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const problem = answer as {
    detail?: unknown;
    title?: unknown;
    errors?: { message?: unknown }[];
  };
  const sentence = problem.errors?.[0]?.message ?? problem.detail ?? problem.title;
  return typeof sentence === "string" && sentence ? sentence : null;
}
