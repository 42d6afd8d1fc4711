import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Preferences } from "../../api/types";
import { Bones } from "../../app/bones";
import { preferencesQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { QuietFields } from "./quiet-fields";

/** By which ways this person wants to be told, and when to be left alone. */
export function PreferencesForm({ onDone }: { onDone: () => void }) {
  const { data, error, refetch } = useQuery(preferencesQuery);
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  return data ? <Choice preferences={data} onDone={onDone} /> : <Bones />;
}

function Choice({ preferences, onDone }: { preferences: Preferences; onDone: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [ways, setWays] = useState(
    Object.fromEntries(preferences.ways.map((each) => [each.way, each.wanted])),
  );
  const [quiet, setQuiet] = useState(preferences.quiet ?? null);
  const save = useMutation({
    mutationFn: () => call(api.PUT("/notifications/preferences", { body: { ways, quiet } })),
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
