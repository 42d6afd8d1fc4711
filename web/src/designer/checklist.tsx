import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../app/icon";
import { useSaying } from "../app/saying";
import { checklistQuery, samplesQuery, stepIn } from "../app/trial";
import { useMakeSamples } from "./trial";
import "../app/trial.css";

/** 上线清单: what the server knows to be done before the first real customer, and the way to what is left. */
export function Checklist({ app }: { app: string }) {
  const { t } = useTranslation();
  const { done: tell, failed } = useSaying();
  const { data } = useQuery(checklistQuery(app));
  const { data: samples } = useQuery(samplesQuery(app));
  const make = useMakeSamples(app);
  /** As a customer of the samples; without samples the first press makes them, as everywhere. */
  function submitOne(ready: boolean) {
    if (ready) void stepIn(app, "customer").catch((error: unknown) => failed(error));
    else make.mutate(undefined, { onSuccess: () => tell(t("trial.made_first")) });
  }
  const items = data?.items ?? [];
  const done = data?.done ?? 0;

  return (
    <section className="try-card" aria-labelledby="try-checklist" aria-busy={!data}>
      <h3>
        <span id="try-checklist">{t("checklist.title")}</span>
        {data ? <small>{t("checklist.far", { done, total: items.length })}</small> : null}
      </h3>
      <div
        className="try-progress"
        role="progressbar"
        aria-label={t("checklist.title")}
        aria-valuemin={0}
        aria-valuemax={items.length}
        aria-valuenow={done}
      >
        <i style={{ width: `${(100 * done) / Math.max(1, items.length)}%` }} />
      </div>
      {!data ? (
        <div className="try-bones">
          <span style={{ width: "70%" }} />
          <span style={{ width: "55%" }} />
          <span style={{ width: "62%" }} />
        </div>
      ) : null}
      {data && done === items.length ? <p>{t("checklist.all")}</p> : null}
      <ul className="try-todo">
        {items.map((item) => (
          <li key={item.key} className={item.done ? "is-done" : undefined}>
            {item.done ? (
              <Icon name="check" size="s" />
            ) : (
              <i className="try-open" aria-hidden="true" />
            )}
            <span>
              <span className="try-hidden">
                {t(item.done ? "checklist.is_done" : "checklist.is_open")}
              </span>
              {t(`checklist.${item.done ? "done" : "todo"}.${item.key}`, {
                names: item.names.join(t("checklist.comma")),
              })}
              {item.go ? (
                <>
                  <br />
                  <Link className="text-link" to={item.go}>
                    {t(`checklist.go.${item.key}`)}
                  </Link>
                </>
              ) : null}
              {!item.done && item.key === "submitted" && samples && samples.state !== "making" ? (
                <>
                  <br />
                  <button
                    type="button"
                    className="text-link"
                    disabled={make.isPending}
                    onClick={() => submitOne(samples.state === "ready")}
                  >
                    {t("checklist.go.submitted")}
                  </button>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
