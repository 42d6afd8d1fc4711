import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client";
import { useSaying } from "../app/saying";
import { samplesQuery } from "../app/trial";
import { useMakeSamples } from "./trial";
import "../app/trial.css";

/** 示例数据: put in, see how far it is, take out again. */
export function SampleCard({ app }: { app: string }) {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const { data } = useQuery(samplesQuery(app));
  const make = useMakeSamples(app);
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/apps/{app}/samples", { params: { path: { app } } })),
    onSuccess: async ({ removed }) => {
      await queries.invalidateQueries({ queryKey: samplesQuery(app).queryKey });
      void queries.invalidateQueries({ queryKey: ["checklist", app] });
      if (!removed) return;
      notification.success({
        key: "samples",
        title: t("trial.removed", { count: removed }),
        actions: (
          <button
            type="button"
            className="btn"
            onClick={() => {
              notification.destroy("samples");
              make.mutate();
            }}
          >
            {t("trial.again")}
          </button>
        ),
      });
    },
    onError: (error) => failed(error),
  });

  const state = data?.state;
  return (
    <section className="try-card" aria-labelledby="try-samples" aria-busy={!data}>
      <h3>
        <span id="try-samples">{t("trial.samples")}</span>
        {state === "ready" ? <small>{t("trial.tickets", { count: data?.done ?? 0 })}</small> : null}
        {state === "making" ? (
          <small>{t("trial.far", { done: data?.done ?? 0, total: data?.total ?? 0 })}</small>
        ) : null}
      </h3>
      {!data ? (
        <div className="try-bones">
          <span style={{ width: "80%" }} />
        </div>
      ) : null}
      {state === "making" ? (
        <>
          <div
            className="try-progress"
            role="progressbar"
            aria-label={t("trial.samples")}
            aria-valuemin={0}
            aria-valuemax={data?.total}
            aria-valuenow={data?.done}
          >
            <i style={{ width: `${(100 * (data?.done ?? 0)) / Math.max(1, data?.total ?? 1)}%` }} />
          </div>
          <p>
            {t("trial.making")}{" "}
            <button type="button" className="text-link" onClick={() => remove.mutate()}>
              {t("trial.cancel")}
            </button>
          </p>
        </>
      ) : null}
      {state === "ready" ? (
        <p>
          {t("trial.seen_only")}{" "}
          <button
            type="button"
            className="text-link"
            aria-disabled={remove.isPending || undefined}
            onClick={() => (remove.isPending ? undefined : remove.mutate())}
          >
            {t(remove.isPending ? "trial.removing" : "trial.remove")}
          </button>
        </p>
      ) : null}
      {data && state !== "making" && state !== "ready" ? (
        <>
          {state === "failed" ? (
            <p className="try-problem" role="alert">
              {data.message ?? t("trial.failed")}
            </p>
          ) : (
            <p>{t("trial.none")}</p>
          )}
          <button
            type="button"
            className="btn btn-small"
            disabled={make.isPending}
            onClick={() => make.mutate()}
          >
            {t(state === "failed" ? "trial.retry" : "trial.make")}
          </button>
        </>
      ) : null}
    </section>
  );
}
