import { ApiError } from "../../api/errors";

const DUE = new Set(["password_due", "second_factor_due"]);

/** The page on which one does first what is due, with the way back. */
export function duePath(back: string): string {
  return back === "/" || back === "/tasks" ? "/due" : `/due?return=${encodeURIComponent(back)}`;
}

/** Whether an answer says that something must be done before anything else. */
export function isDue(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403 && DUE.has(error.code);
}
