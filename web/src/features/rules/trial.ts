import { api, call } from "../../api/client";
import type { components } from "../../api/schema";

export type Trial = components["schemas"]["RuleTrialAnswer"];
export type TriedStep = components["schemas"]["TriedStep"];
export type TriedEffect = components["schemas"]["TriedEffect"];
export type TriedRecord = components["schemas"]["TriedRecord"];

/** What the draft would do, on a record (null: one that the server chooses); nothing is sent. */
export function tryRule(
  app: string,
  key: string,
  document: Record<string, unknown>,
  record: string | null,
  signal: AbortSignal,
): Promise<Trial> {
  return call(
    api.POST("/apps/{app}/rules/try", {
      params: { path: { app } },
      body: { document, key, record, days: 30 },
      signal,
    }),
  );
}
