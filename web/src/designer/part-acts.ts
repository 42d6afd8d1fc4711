import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { useSaying } from "../app/saying";
import { knownDraft, patchModel } from "./app-model";
import { DOCUMENT } from "./document";
import { forgetWork } from "./open-work";
import { useSaveFirst } from "./save-first";
import { fullName, readArtefact } from "./wire";

/**
 * Takes an artefact out with the next publication; one that never was live is gone at once. Answers the version of the
 * mark, null when what is open here could not be saved (which was said). Refused when somebody else has saved a draft
 * that is not shown here yet.
 */
export function useRemovePart(app: string): (kind: string, name: string) => Promise<number | null> {
  const queries = useQueryClient();
  const saveFirst = useSaveFirst(app);
  return async (kind, name) => {
    if (!(await saveFirst({ kind, name }))) return null;
    const path = { kind, key: fullName(app, name) };
    try {
      const query = { version: knownDraft(queries, app, kind, name) };
      const { version } = await call(
        api.DELETE("/definitions/{kind}/{key}", { params: { path, query } }),
      );
      forgetWork({ app, kind, name });
      return version;
    } finally {
      await queries.invalidateQueries({ queryKey: ["studio", app] });
      await queries.invalidateQueries({ queryKey: ["changes", app] });
    }
  };
}

/** Switches a rule on or off, in its draft. */
export function useSwitchRule(app: string) {
  const queries = useQueryClient();
  const saying = useSaying();
  const saveFirst = useSaveFirst(app);
  return useMutation({
    mutationFn: async ({ rule, on }: { rule: string; on: boolean }) => {
      if (!(await saveFirst({ kind: "rule", name: rule }))) return;
      const artefact = await readArtefact(app, "rule", rule);
      const { version, document } = await call(
        api.POST("/definitions/{kind}/{key}/draft/operations", {
          params: { path: { kind: "rule", key: fullName(app, rule) } },
          body: {
            version: artefact?.draft?.version ?? 0,
            operations: [
              { do: "change", element: DOCUMENT, at: [], values: { enabled: on ? null : false } },
            ],
          },
        }),
      );
      if (document) patchModel(queries, app, "rule", rule, document, version);
    },
    onError: (error) => saying.failed(error),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ["studio", app] });
      await queries.invalidateQueries({ queryKey: ["changes", app] });
    },
  });
}
