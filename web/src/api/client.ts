import createClient from "openapi-fetch";
import { ApiError } from "./errors";
import type { paths } from "./schema";
import type { Problem, UploadedFile } from "./types";

export const ROOT = "/api/v1";

/** What every call carries; set by the app when language or session change. */
const bearing = { language: "zh-CN", csrf: "" };

export function speak(language: string): void {
  bearing.language = language;
}

export function carryToken(csrf: string): void {
  bearing.csrf = csrf;
}

/** The described paths without the root they share. */
type Calls = {
  [Path in keyof paths as Path extends `${typeof ROOT}${infer Rest}` ? Rest : never]: paths[Path];
};

export const api = createClient<Calls>({ baseUrl: ROOT, credentials: "same-origin" });

api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", bearing.language);
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", bearing.csrf);
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Awaits a call of `api`; gives its answer or throws an `ApiError`, also when nobody answers. */
export async function call<T>(pending: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, {});
  }
  if (answer.response.ok) return answer.data as T;
  throw new ApiError(answer.response.status, problemOf(answer.error));
}

function problemOf(body: unknown): Problem {
  return typeof body === "object" && body !== null ? (body as Problem) : {};
}

/** A key that makes a repeated write harmless. */
export function once(): { header: { "Idempotency-Key": string } } {
  return { header: { "Idempotency-Key": crypto.randomUUID?.() ?? fallbackKey() } };
}

/** Without https (an address in the company's own network) browsers offer no `randomUUID`. */
function fallbackKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Sends one file; `onProgress` gets the share sent, 0 to 1. */
export function upload(
  form: string,
  field: string,
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<UploadedFile> {
  const query = new URLSearchParams({ name: file.name, field });
  const address = `${ROOT}/forms/${encodeURIComponent(form)}/files?${query}`;
  return sendTo(address, file, onProgress, signal);
}

/** Sends one file that a comment on the record will carry. */
export function uploadAttachment(
  form: string,
  record: string,
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<UploadedFile> {
  const query = new URLSearchParams({ name: file.name });
  const place = `${encodeURIComponent(form)}/records/${encodeURIComponent(record)}`;
  return sendTo(`${ROOT}/forms/${place}/files?${query}`, file, onProgress, signal);
}

function sendTo(
  address: string,
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept-Language", bearing.language);
    request.setRequestHeader("X-CSRF-Token", bearing.csrf);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(request.response as UploadedFile);
      else reject(new ApiError(request.status, problemOf(request.response)));
    };
    request.onerror = () => reject(new ApiError(0, {}));
    request.onabort = () => reject(new DOMException("Upload was cancelled.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export function fileUrl(id: string, download = false): string {
  return `${ROOT}/files/${encodeURIComponent(id)}${download ? "?download=1" : ""}`;
}
