import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { useSaying } from "../../../app/saying";
import { useAppModel } from "../../../designer/app-model";
import type { Document } from "../../../designer/document";
import { readArtefact } from "../../../designer/wire";
import { useTable } from "./bench";
import { type Grant, granted } from "./grants";

/** Which roles see the dashboard. It is said in the roles, so it goes live with them. */
export function Audience() {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const { app, name } = useTable();
  const { roles } = useAppModel(app);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: async ({ role, on }: { role: string; on: boolean }) => {
      const artefact = await readArtefact(app, "role", role);
      const document = artefact?.draft?.document ?? artefact?.live?.document;
      const grants = (document?.grants ?? []) as Grant[];
      const operations = granted(grants, name, on);
      if (operations.length === 0) return;
      await call(
        api.POST("/definitions/{kind}/{key}/draft/operations", {
          params: { path: { kind: "role", key: `${app}.${role}` } },
          body: { version: artefact?.draft?.version ?? 0, operations },
        }),
      );
    },
    onError: (error) => failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: ["studio", app] }),
  });
  const sees = ({ document }: { document: Document }) =>
    ((document.grants ?? []) as Grant[]).some(
      (each) => each.dashboard === name && each.can.includes("read"),
    );
  if (roles.length === 0) return null;
  return (
    <section className="s-group">
      <h3>{t("board.section.audience")}</h3>
      <p className="s-help">{t("board.audience_text")}</p>
      {roles.some(sees) ? null : <p className="bd-warn">{t("board.audience_none")}</p>}
      <ul className="bd-roles">
        {roles.map((role) => {
          const pending = change.isPending && change.variables?.role === role.key;
          return (
            <li key={role.key}>
              <label className="tick">
                <input
                  type="checkbox"
                  checked={pending ? change.variables?.on : sees(role)}
                  disabled={change.isPending}
                  onChange={(event) => change.mutate({ role: role.key, on: event.target.checked })}
                />
                {role.label}
              </label>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
