import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Preferences, QuietHours } from "../../api/types";
import { Bones } from "../../app/bones";
import { preferencesQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { QuietFields } from "./quiet-fields";

/** By which ways this person wants to be told, and when to be left alone. */
export function PreferencesForm({ onDone }: { onDone: () => void }) {
  // Another page may have changed it: it is read each time it is opened.
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    ...preferencesQuery,
    refetchOnMount: "always",
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  return data && isFetchedAfterMount ? <Choice preferences={data} onDone={onDone} /> : <Bones />;
}

const wantedIn = ({ ways }: Preferences) =>
  Object.fromEntries(ways.map((each) => [each.way, each.wanted]));

const isSame = (one: QuietHours | null, other: QuietHours | null) =>
  one?.from === other?.from && one?.to === other?.to;

function Choice({ preferences, onDone }: { preferences: Preferences; onDone: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [start] = useState({ ways: wantedIn(preferences), quiet: preferences.quiet ?? null });
  const [ways, setWays] = useState(start.ways);
  const [quiet, setQuiet] = useState(start.quiet);
  const save = useMutation({
    mutationFn: async () => {
      // Another page may have changed the rest since this was opened: it stays as it is now.
      const now = await queries.fetchQuery({ ...preferencesQuery, staleTime: 0 });
      const mine = Object.entries(ways).filter(([way, wanted]) => wanted !== start.ways[way]);
      return call(
        api.PUT("/notifications/preferences", {
          body: {
            ways: { ...wantedIn(now), ...Object.fromEntries(mine) },
            quiet: isSame(quiet, start.quiet) ? (now.quiet ?? null) : quiet,
          },
        }),
      );
    },
    onSuccess: (saved) => {
      queries.setQueryData(preferencesQuery.queryKey, saved);
      done(t("notifications.saved"));
      onDone();
    },
    onError: (error) => failed(error, () => save.mutate()),
  });
  const ours = preferences.organization_quiet;
  return (
    <form
      className="preferences"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <fieldset>
        <legend>{t("notifications.ways")}</legend>
        {preferences.ways.map(({ way, fixed, reachable }) => (
          <label key={way} className="tick">
            <input
              type="checkbox"
              checked={ways[way] ?? true}
              disabled={fixed}
              onChange={(event) => setWays({ ...ways, [way]: event.target.checked })}
            />
            <span>
              {t(`via.${way}`, { defaultValue: way })}
              {fixed ? <small>{t("notifications.fixed")}</small> : null}
              {reachable ? null : <small>{t("notifications.no_address")}</small>}
            </span>
          </label>
        ))}
      </fieldset>
      <QuietFields
        value={quiet}
        onChange={setQuiet}
        label={t("notifications.quiet")}
        help={
          ours
            ? t("notifications.quiet_ours", { from: ours.from, to: ours.to })
            : t("notifications.quiet_help")
        }
      />
      <button
        type="submit"
        className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
        disabled={save.isPending}
      >
        {t("now.save")}
      </button>
    </form>
  );
}
