import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { Icon } from "../../app/icon";
import { useNow } from "../../app/now";
import { useSaying } from "../../app/saying";
import { moment } from "../../app/words";
import { type Publication, published } from "./queries";

/** A publication that waits for its time, with the way to take it back. */
export function Scheduled({ publication }: { publication: Publication }) {
  const { t } = useTranslation();
  const now = useNow();
  const queries = useQueryClient();
  const { failed, done } = useSaying();
  const cancel = useMutation({
    mutationFn: () =>
      call(
        api.POST("/publications/{publication}/cancel", {
          params: { path: { publication: publication.id } },
        }),
      ),
    onSuccess: async () => {
      await published(queries);
      done(t("publish.unscheduled"));
    },
    onError: (error) => failed(error),
  });
  return (
    <section className="publish-scheduled" role="status">
      <Icon name="clock" />
      <div>
        <b>{t("publish.scheduled", { time: moment(publication.due_at ?? "", now, t) })}</b>
        <p className="quiet">{publication.note ?? t("publish.scheduled_text")}</p>
      </div>
      <button
        type="button"
        className="btn btn-small push"
        disabled={cancel.isPending}
        onClick={() => cancel.mutate()}
      >
        {t("publish.unschedule")}
      </button>
    </section>
  );
}
