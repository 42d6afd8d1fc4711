import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client";
import { useSaying } from "../app/saying";
import { samplesQuery, stepIn } from "../app/trial";
import "../app/trial.css";

/** Begin to make the samples of an app in the background; the card and the switch follow how far they are. */
export function useMakeSamples(app: string) {
  const queries = useQueryClient();
  const { failed } = useSaying();
  return useMutation({
    mutationFn: () =>
      call(api.POST("/apps/{app}/samples", { params: { path: { app } }, body: {} })),
    onSuccess: (state) => {
      queries.setQueryData(samplesQuery(app).queryKey, state);
      void queries.invalidateQueries({ queryKey: ["checklist", app] });
    },
    onError: (error) => failed(error),
  });
}

/** 体验身份: one click, and one is somebody of the samples. Without samples the first click makes them. */
export function TrialSwitch({ app }: { app: string }) {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const { data } = useQuery(samplesQuery(app));
  const make = useMakeSamples(app);
  const [busy, setBusy] = useState(false);
  const making = data?.state === "making";

  function choose(role: string) {
    if (!data || making || busy || make.isPending) return;
    if (data.state !== "ready") {
      make.mutate(undefined, { onSuccess: () => done(t("trial.made_first")) });
      return;
    }
    setBusy(true);
    stepIn(app, role).catch((error: unknown) => {
      setBusy(false);
      failed(error);
    });
  }

  if (!data) return null;
  const hint = making
    ? t("trial.wait", { done: data.done, total: data.total })
    : data.state === "ready"
      ? t("trial.hint")
      : t("trial.hint_none");
  return (
    <fieldset className="try-switch" aria-label={t("trial.title")} title={hint}>
      <span className="try-switch-name">{t("trial.title")}</span>
      {data.roles.map((role) => (
        <button
          key={role.key}
          type="button"
          aria-disabled={making || busy || undefined}
          onClick={() => choose(role.key)}
        >
          {role.name}
        </button>
      ))}
    </fieldset>
  );
}
