import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { QuietHours, Way } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon, type IconName } from "../../app/icon";
import { quietHoursQuery, waysQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import { QuietFields } from "../notifications/quiet-fields";
import { WayDrawer } from "./way-drawer";
import "../notifications/notifications.css";

const ICONS: Record<string, IconName> = {
  inapp: "bell",
  mail: "mail",
  sms: "phone",
  wecom: "chat",
};

/** How people are told: which ways are set, and when they are left alone. */
export function WaysPart() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(waysQuery);
  const [open, setOpen] = useState<string | null>(null);
  const opened = data?.find((way) => way.way === open);
  return (
    <section className="settings ways">
      <h2>{t("settings.messages")}</h2>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <ul>
          {data.map((way) => (
            <li key={way.way}>
              <WayLine way={way} onOpen={() => setOpen(way.way)} />
            </li>
          ))}
        </ul>
      ) : null}
      {!data && !error ? <Bones /> : null}
      <OurQuietHours />
      {opened ? <WayDrawer way={opened} onClose={() => setOpen(null)} /> : null}
    </section>
  );
}

function WayLine({ way, onOpen }: { way: Way; onOpen: () => void }) {
  const { t } = useTranslation();
  const words = (
    <>
      <Icon name={ICONS[way.way] ?? "info"} />
      <span className="way-words">
        {t(`via.${way.way}`, { defaultValue: way.way })}
        <small>{way.problem ?? t(`ways.about.${way.source}`)}</small>
      </span>
      <span
        className={way.problem ? "tag tag-late" : way.configured ? "tag tag-ok" : "tag tag-warn"}
      >
        {t(way.problem ? "ways.broken" : way.configured ? "ways.on" : "ways.trial")}
      </span>
    </>
  );
  if (way.source === "product" || (way.source === "environment" && !way.configured)) {
    return <div className="way">{words}</div>;
  }
  return (
    <button type="button" className="way" onClick={onOpen}>
      {words}
    </button>
  );
}

function OurQuietHours() {
  const { data } = useQuery(quietHoursQuery);
  return data === undefined ? null : <QuietForm saved={data} />;
}

function QuietForm({ saved }: { saved: QuietHours | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [quiet, setQuiet] = useState(saved);
  const changed = JSON.stringify(quiet) !== JSON.stringify(saved);
  const save = useMutation({
    mutationFn: () => call(api.PUT("/quiet_hours", { body: { quiet } })),
    onSuccess: () => {
      queries.setQueryData(quietHoursQuery.queryKey, quiet);
      done(t("settings.saved"));
    },
    onError: (error) => failed(error, () => save.mutate()),
  });
  return (
    <>
      <QuietFields
        value={quiet}
        onChange={setQuiet}
        label={t("ways.quiet")}
        help={t("ways.quiet_help")}
      />
      {changed ? (
        <button
          type="button"
          className="btn"
          disabled={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("now.save")}
        </button>
      ) : null}
    </>
  );
}
