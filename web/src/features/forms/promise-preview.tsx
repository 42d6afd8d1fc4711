import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { serverDate, serverNow } from "../../api/server-time";
import { useNow } from "../../app/now";
import { moment } from "../../app/words";
import { useAppModel } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { CLOCKS, lengthOf, type Promises, promisesSome } from "./policies";
import type { Target } from "./target-input";

const HOUR = 3_600_000;

/** 「现在新建一张：首次响应 今天 16:30 前，解决 明天 11:00 前」 */
export function PromisePreview({ app, promised }: { app: string; promised: Promises }) {
  const { t } = useTranslation();
  if (!promisesSome(promised)) {
    return <p className="fd-promise is-none">{t("form_service.promises_nothing")}</p>;
  }
  return (
    <p className="fd-promise">
      <span>{t("form_service.made_now")}</span>
      {CLOCKS.map((clock) => {
        const target = promised[clock];
        return target ? <Due key={clock} app={app} clock={clock} target={target} /> : null;
      })}
    </p>
  );
}

function Due({ app, clock, target }: { app: string; clock: string; target: Target }) {
  const { t } = useTranslation();
  const now = useNow();
  const calendar = useAppModel(app).calendars.find((each) => each.key === target.calendar);
  const working = target.time === "working";
  const document = calendar?.document as (Document & { hours_per_day?: number }) | undefined;
  const length = lengthOf(target, document?.hours_per_day);
  const counted = useQuery({
    queryKey: ["calendar-preview", document, "due", length],
    queryFn: ({ signal }) =>
      call(
        api.POST("/calendars/preview", {
          body: {
            document: document as Record<string, unknown>,
            year: serverDate().getFullYear(),
            hours: (length ?? 0) / HOUR,
          },
          signal,
        }),
      ),
    enabled: working && document !== undefined && !!length,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  const due = working ? counted.data?.due : length && new Date(serverNow() + length).toISOString();
  const waits = working && counted.isPending && counted.fetchStatus !== "idle";
  return (
    <span className="fd-promise-due">
      <b>{t(`form_service.due.${clock}`)}</b>{" "}
      {waits
        ? "…"
        : due
          ? t("form_service.until", { time: moment(due, now, t) })
          : t("form_service.never")}
    </span>
  );
}
