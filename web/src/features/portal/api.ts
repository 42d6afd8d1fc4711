import { learnTime } from "../../api/server-time";
import type { Language, UploadWay } from "../../fields";
import type { Progress, PublicForm, RatingValues, Receipt, Survey, Values, Verb } from "./model";
import { credentials, noteTrial } from "./trial";

export const BASE = "/api/v1/public";

/** Where a file beside a reply is opened. */
export const replyFileAddress = (token: string, id: string) =>
  `${BASE}/progress/${encodeURIComponent(token)}/files/${encodeURIComponent(id)}`;

/** A call that takes longer is treated as a dead network; in milliseconds. */
const PATIENCE = 25_000;

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** The server answered, and said no. Sentences are in the reader's language. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: string,
    readonly errors: readonly FieldError[],
    /** Seconds, where the server named them. */
    readonly retryAfter: number | null,
    /** The whole problem document. */
    readonly document: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${code}`);
  }
}

/** No answer came: no network, or it broke on the way. The call may or may not have arrived. */
export class NoAnswer extends Error {}

async function call<Answer>(
  path: string,
  language: Language,
  options: { body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  const control = new AbortController();
  const stop = () => control.abort();
  const timer = window.setTimeout(stop, PATIENCE);
  options.signal?.addEventListener("abort", stop);
  const post = options.body !== undefined;
  const asked = Date.now();
  const address = `${BASE}/${path}${path.includes("?") ? "&" : "?"}language=${language}`;
  try {
    const response = await fetch(address, {
      method: post ? "POST" : "GET",
      headers: post
        ? { Accept: "application/json", "Content-Type": "application/json" }
        : { Accept: "application/json" },
      body: post ? JSON.stringify(options.body) : undefined,
      cache: "no-store",
      credentials: credentials(),
      signal: control.signal,
    });
    noteTrial(response);
    learnTime(response.headers.get("Date"), asked);
    if (!response.ok) throw await refusalOf(response);
    return (await response.json()) as Answer;
  } catch (error) {
    if (error instanceof Refusal || options.signal?.aborted) throw error;
    throw new NoAnswer();
  } finally {
    window.clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  let problem: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === "object" && parsed !== null) problem = parsed as Record<string, unknown>;
  } catch {
    // A proxy in between answered with a page of its own; the status says enough.
  }
  const text = (name: string) => (typeof problem[name] === "string" ? String(problem[name]) : "");
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Refusal(
    response.status,
    text("code"),
    text("detail") || text("title"),
    Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : [],
    Number.isFinite(seconds) ? seconds : null,
    problem,
  );
}

export function readForm(
  slug: string,
  language: Language,
  signal?: AbortSignal,
): Promise<PublicForm> {
  return call(`forms/${encodeURIComponent(slug)}`, language, signal ? { signal } : {});
}

/** How the form was opened: the QR code's address says so. */
export type Source = "link" | "qr";

/** Sends the answers. The same id with the same values is the same record, however often it is sent. */
export function submitForm(
  slug: string,
  id: string,
  values: Values,
  language: Language,
  source: Source,
): Promise<Receipt> {
  return call(`forms/${encodeURIComponent(slug)}/submissions`, language, {
    body: { id, values, language, source },
  });
}

/** How a file gets into a field of a public form. */
export function uploadWay(
  slug: string,
  name: string,
  field: string,
  language: Language,
): UploadWay {
  const query = new URLSearchParams({ name, field });
  const form = `${BASE}/forms/${encodeURIComponent(slug)}`;
  return {
    whole: `${form}/files?${query}`,
    begin: `${form}/uploads`,
    about: { field },
    uploads: `${BASE}/uploads`,
    headers: { "Accept-Language": language },
  };
}

/** Where the picture of a file is that is not sent yet; once it is, only colleagues see it. */
export const unsentFileAddress = (id: string) => `${BASE}/files/${encodeURIComponent(id)}`;

export function readProgress(
  token: string,
  language: Language,
  signal?: AbortSignal,
): Promise<Progress> {
  return call(`progress/${encodeURIComponent(token)}`, language, { signal });
}

export function act(
  token: string,
  verb: Verb,
  body: object,
  language: Language,
): Promise<Progress> {
  return call(`progress/${encodeURIComponent(token)}/${verb}`, language, { body });
}

export function readSurvey(
  token: string,
  language: Language,
  signal?: AbortSignal,
): Promise<Survey> {
  return call(`surveys/${encodeURIComponent(token)}`, language, { signal });
}

/** The first answer stands; sending the same once more changes nothing. */
export function answerSurvey(
  token: string,
  values: RatingValues,
  language: Language,
): Promise<Survey> {
  return call(`surveys/${encodeURIComponent(token)}`, language, { body: values });
}
