import createClient from "openapi-fetch";
import type { UploadWay } from "../fields/upload-way";
import { ApiError } from "./errors";
import type { paths } from "./schema";
import { learnTime } from "./server-time";
import type { Problem } from "./types";

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

/** When each call was sent, by the device's clock. */
const sent = new WeakMap<Request, number>();

api.use({
  onRequest({ request }) {
    sent.set(request, Date.now());
    request.headers.set("Accept-Language", bearing.language);
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", bearing.csrf);
    return request;
  },
  onResponse({ request, response }) {
    learnTime(response.headers.get("Date"), sent.get(request) ?? Date.now());
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
  return { header: { "Idempotency-Key": freshId() } };
}

/** An id that nothing else has. */
export function freshId(): string {
  return crypto.randomUUID?.() ?? fallbackKey();
}

/** Without https (an address in the company's own network) browsers offer no `randomUUID`. */
function fallbackKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** How a file gets into a field of a record. */
export function uploadWay(form: string, field: string, name: string): UploadWay {
  const query = new URLSearchParams({ name, field });
  return wayTo(`${ROOT}/forms/${encodeURIComponent(form)}`, query, { field });
}

/** How a file gets where a comment on the record will take it up. */
export function attachmentWay(form: string, record: string, name: string): UploadWay {
  const place = `${encodeURIComponent(form)}/records/${encodeURIComponent(record)}`;
  return wayTo(`${ROOT}/forms/${place}`, new URLSearchParams({ name }), {});
}

function wayTo(
  place: string,
  query: URLSearchParams,
  about: Readonly<Record<string, string>>,
): UploadWay {
  return {
    whole: `${place}/files?${query}`,
    begin: `${place}/uploads`,
    about,
    uploads: `${ROOT}/uploads`,
    headers: { "Accept-Language": bearing.language, "X-CSRF-Token": bearing.csrf },
  };
}

export function fileUrl(id: string, download = false): string {
  return `${ROOT}/files/${encodeURIComponent(id)}${download ? "?download=1" : ""}`;
}
