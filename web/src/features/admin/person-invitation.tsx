import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { serverDate, serverNow } from "../../api/server-time";
import type { Colleague } from "../../api/types";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import { moment } from "../../app/words";
import { copyText } from "../../ui/copy-text";

/** What becomes of a mail no more changes after these. */
const SETTLED = ["sent", "failed", "skipped", "trial"];

/** A colleague who has no password yet: invited or not, what became of the mail, and what can be done about it. */
export function PersonInvitation({ person, mail }: { person: Colleague; mail: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [link, setLink] = useState<string | null>(null);
  const path = { params: { path: { person_id: person.id } } };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["people", person.id, "invitation"],
    queryFn: async ({ signal }) => {
      try {
        return await call(api.GET("/people/{person_id}/invitation", { ...path, signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    // A mail is on its way for a moment: look again until it is known what became of it.
    refetchInterval: ({ state }) =>
      state.data && mail && person.email && !SETTLED.includes(state.data.mail ?? "") ? 3000 : false,
  });
  const goesOut = mail && Boolean(person.email);
  const changed = () => queries.invalidateQueries({ queryKey: ["people"] });
  const send = useMutation({
    mutationFn: () => call(api.POST("/people/{person_id}/invitation", path)),
    onSuccess: async () => {
      setLink(null);
      await changed();
      done(t(goesOut ? "people.invitation_sent" : "people.invitation_made"));
    },
    onError: (error) => failed(error),
  });
  const withdraw = useMutation({
    mutationFn: () => call(api.DELETE("/people/{person_id}/invitation", path)),
    onSuccess: async () => {
      setLink(null);
      await changed();
      done(t("people.invitation_withdrawn"));
    },
    onError: (error) => failed(error),
  });
  const copy = useMutation({
    mutationFn: () => call(api.POST("/people/{person_id}/invitation/link", path)),
    onSuccess: async (answer) => {
      setLink(answer.link);
      if (await copyText(answer.link)) done(t("people.link_copied"));
    },
    onError: (error) => failed(error),
  });
  const busy = send.isPending || withdraw.isPending || copy.isPending;
  if (isPending) return null;
  if (error && data === undefined) {
    return <Trouble error={error} retry={() => void refetch()} />;
  }
  const over = data ? new Date(data.expires_at) <= serverDate() : false;
  return (
    <section className="person-invitation" aria-label={t("people.invitation")}>
      <p className="row">
        <b className="grow">{t(data ? "people.invited_title" : "people.not_in_yet")}</b>
        {data ? (
          <span className={over ? "tag tag-warn" : "tag tag-accent"}>
            {t(over ? "people.invitation_over" : "people.invited")}
          </span>
        ) : null}
      </p>
      <p className="quiet small">
        {data
          ? t(over ? "people.invitation_was" : "people.invitation_until", {
              sent: moment(data.sent_at, serverNow(), t),
              until: moment(data.expires_at, serverNow(), t),
            })
          : t("people.not_in_yet_help")}
      </p>
      {data ? <MailLine state={data.mail} reason={data.reason} address={person.email} /> : null}
      {link ? (
        <label className="invitation-link">
          <span className="field-help">{t("people.link_help")}</span>
          <input readOnly dir="ltr" value={link} onFocus={(event) => event.target.select()} />
        </label>
      ) : null}
      <div className="row invitation-acts">
        <button
          type="button"
          className={data && !over ? "btn btn-small" : "btn btn-small btn-primary"}
          disabled={busy}
          onClick={() => send.mutate()}
        >
          {t(
            data
              ? goesOut
                ? "people.invite_again"
                : "people.new_link"
              : goesOut
                ? "people.invite"
                : "people.invite_by_link",
          )}
        </button>
        {data && !over ? (
          <button
            type="button"
            className="btn btn-small"
            disabled={busy}
            onClick={() => copy.mutate()}
          >
            <Icon name="copy" size="s" />
            {t("people.copy_link")}
          </button>
        ) : null}
        {data ? (
          <button
            type="button"
            className="btn btn-small"
            disabled={busy}
            onClick={() => withdraw.mutate()}
          >
            {t("people.withdraw")}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function MailLine({
  state,
  reason,
  address,
}: {
  state: string | null;
  reason: string | null;
  address: string | null;
}) {
  const { t } = useTranslation();
  if (!address) return <p className="small">{t("people.mail_no_address")}</p>;
  if (state === "sent") return <p className="small">{t("people.mail_sent", { address })}</p>;
  if (state === "trial") return <p className="small">{t("people.mail_not_set_up")}</p>;
  if (state === "failed" || state === "skipped") {
    return (
      <p className="field-problem" role="status">
        {t("people.mail_failed", { address, reason: reason ?? "" })}
      </p>
    );
  }
  return <p className="small">{t("people.mail_on_its_way", { address })}</p>;
}
