import type { FieldProblem, Problem, RecordDetail } from "./types";

/** An answer that is not the wished one. `status` 0 means that the server could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail || problem.title || "");
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "unreachable" : "unknown");
    this.fields = problem.errors ?? [];
    this.problem = problem;
  }

  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }

  /** The server is there and cannot at the moment: its database is away, or it is about to have new definitions. */
  get passing(): boolean {
    return this.status === 503;
  }

  get signedOut(): boolean {
    return this.status === 401;
  }
}

/**
 * The sentence for each field, by field key. What is wrong inside a field – `roles.0`, `when.at` – is said under its own
 * place and, where nothing is wrong with the field as a whole, under the field, too.
 */
export function byField(error: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (!(error instanceof ApiError)) return found;
  const told = error.fields.flatMap(({ field, message }) =>
    field ? [[field.replace(/^values\./, ""), message] as const] : [],
  );
  for (const [place, message] of told) found[place] ??= message;
  for (const [place, message] of told) {
    const [field] = place.split(".");
    if (field) found[field] ??= message;
  }
  return found;
}

/** The fields in which a save came too late, where the server says them. */
export function staleFields(error: unknown): string[] | null {
  if (!(error instanceof ApiError)) return null;
  const { fields } = error.problem as Problem & { fields?: string[] };
  return fields ?? null;
}

/** The record as it stands on the server, when a save came too late. */
export function staleRecord(error: unknown): RecordDetail | null {
  if (!(error instanceof ApiError) || error.code !== "stale") return null;
  const { current } = error.problem as Problem & { current?: RecordDetail };
  return current ?? null;
}
