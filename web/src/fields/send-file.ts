import type { FileInfo } from "./definition";
import { UploadFailure, type UploadHooks } from "./environment";

const REASONS: Record<number, UploadFailure["reason"]> = {
  413: "too_large",
  415: "wrong_type",
  429: "too_many_requests",
};

/**
 * Posts the bytes of one file to an address that already names it. XMLHttpRequest, because fetch does not tell how much
 * has been sent. Rejects with `UploadFailure`, or with an `AbortError` after the signal was raised.
 */
export function sendFile(
  address: string,
  file: File,
  hooks: UploadHooks,
  headers: Record<string, string> = {},
): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open("POST", address);
    request.responseType = "text";
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) hooks.onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new UploadFailure("network"));
    request.ontimeout = request.onerror;
    request.onabort = () => reject(new DOMException("Upload was cancelled.", "AbortError"));
    request.onload = () => {
      const answer = readJson(request.responseText);
      if (request.status === 200 || request.status === 201) {
        if (isFileInfo(answer)) resolve(answer);
        else reject(new UploadFailure("refused"));
        return;
      }
      reject(new UploadFailure(REASONS[request.status] ?? "refused", sentenceOf(answer)));
    };
    request.onloadend = () => hooks.signal.removeEventListener("abort", stop);
    if (hooks.signal.aborted) {
      reject(new DOMException("Upload was cancelled.", "AbortError"));
      return;
    }
    hooks.signal.addEventListener("abort", stop);
    request.send(file);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isFileInfo(answer: unknown): answer is FileInfo {
  return typeof answer === "object" && answer !== null && "id" in answer && "name" in answer;
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
