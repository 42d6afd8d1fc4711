import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { Way } from "../../api/types";
import { waysQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { EditingDrawer } from "./editing-drawer";
import { TextField } from "./text-field";
import {
  changedIn,
  hostOf,
  isAllowed,
  isOpen,
  type Member,
  membersOf,
  rebasedWay,
  settingsOfWay,
  startOf,
  wayDraftOf,
  withoutSecrets,
} from "./way-draft";

/** Sets one way, and tries it. Secrets are only ever written: an empty line keeps what is there, for the same host. */
export function WayDrawer({ way, onClose }: { way: Way; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const providerId = useId();
  /** What the page began with: only what was changed since is one's own. */
  const [start, setStart] = useState(() => wayDraftOf(way));
  const [values, setValues] = useState(start);
  const [tried, setTried] = useState(false);
  const open = isOpen(values.base_url);
  const members = membersOf(way.way, values);
  const moved = hostOf(start.base_url) !== hostOf(values.base_url);
  const kept = ({ key, secret }: Member) => Boolean(secret && way.secrets[key]);
  const anew = (member: Member) => moved && kept(member);
  const missing = (member: Member) =>
    !values[member.key]?.trim() && (anew(member) || (Boolean(member.required) && !kept(member)));
  const lacks = (member: Member) => t(anew(member) ? "ways.secret_anew" : "setup.missing");
  const fresh = () => queries.invalidateQueries({ queryKey: waysQuery.queryKey });
  const save = useMutation({
    mutationFn: async () => {
      // Another administrator may have changed the rest since this was opened: it stays as it is now.
      const now = await queries.fetchQuery({ ...waysQuery, staleTime: 0 });
      const other = now.find((each) => each.way === way.way);
      const wanted = other?.settings ? rebasedWay(values, start, wayDraftOf(other)) : values;
      const params = { path: { way: way.way } };
      await call(api.PUT("/ways/{way}", { params, body: settingsOfWay(way.way, wanted) }));
      return { stored: withoutSecrets(wanted), sent: values };
    },
    onSuccess: async ({ stored, sent }) => {
      await fresh();
      setStart(stored);
      // What was typed since it was sent stays.
      setValues((now) => rebasedWay(now, sent, stored));
      setTried(false);
      done(t("settings.saved"));
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  const forget = useMutation({
    mutationFn: () => call(api.DELETE("/ways/{way}", { params: { path: { way: way.way } } })),
    onSuccess: async () => {
      await fresh();
      onClose();
    },
    onError: (error) => failed(error, () => forget.mutate()),
  });
  const problems = byField(save.error);
  const general = Object.entries(problems).find(
    ([key]) => !members.some((member) => member.key === key),
  )?.[1];

  function submit() {
    setTried(true);
    if (!members.some(missing) && !save.isPending) save.mutate();
  }

  return (
    <EditingDrawer
      title={t(`via.${way.way}`)}
      beside={
        way.changed_at
          ? { label: t("ways.forget"), act: () => forget.mutate(), pending: forget.isPending }
          : undefined
      }
      save={members.length > 0 ? t("now.save") : null}
      saving={save.isPending}
      unsaved={changedIn(values, start).length > 0}
      onSave={submit}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {values.provider ? (
          <div className="field">
            <label className="field-label" htmlFor={providerId}>
              {t("ways.provider")}
            </label>
            <Select
              id={providerId}
              style={{ width: "100%" }}
              value={values.provider}
              options={["aliyun", "gateway"].map((key) => ({
                value: key,
                label: t(`ways.providers.${key}`),
              }))}
              onChange={(provider) =>
                setValues({
                  ...values,
                  provider,
                  base_url: startOf(provider),
                })
              }
            />
          </div>
        ) : null}
        {members.map((member) => (
          <TextField
            key={member.key}
            label={t(`ways.member.${member.key}`)}
            value={values[member.key] ?? ""}
            onChange={(value) => setValues({ ...values, [member.key]: value })}
            secret={member.secret ?? false}
            required={(member.required ?? false) || anew(member)}
            problem={tried && missing(member) ? lacks(member) : problems[member.key]}
            placeholder={kept(member) && !moved ? t("ways.secret_kept") : ""}
            {...(member.key === "template" ? { help: t("ways.template_help") } : {})}
            {...(anew(member) ? { help: t("ways.secret_anew") } : {})}
          />
        ))}
        {open ? (
          <div className="field">
            <label className="tick">
              <input
                type="checkbox"
                checked={isAllowed(values)}
                onChange={(event) =>
                  setValues({
                    ...values,
                    open_host: event.target.checked ? hostOf(values.base_url) : "",
                  })
                }
              />
              {t("ways.open")}
            </label>
            <span className="field-help">{t("ways.open_help")}</span>
          </div>
        ) : null}
        {general ? <p className="field-problem">{general}</p> : null}
        <button type="submit" className="unseen" tabIndex={-1}>
          {t("now.save")}
        </button>
      </form>
      {way.configured ? <Trial way={way.way} /> : null}
    </EditingDrawer>
  );
}

/** Sends a trial message with what is stored, and shows how the other side answered. */
function Trial({ way }: { way: string }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { failed } = useSaying();
  const [to, setTo] = useState("");
  const attempt = useMutation({
    mutationFn: () =>
      call(api.POST("/ways/{way}/test", { params: { path: { way } }, body: { to: to.trim() } })),
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error);
    },
  });
  const good = attempt.data?.state === "sent";
  return (
    <form
      className="way-trial"
      onSubmit={(event) => {
        event.preventDefault();
        if (to.trim() && !attempt.isPending) attempt.mutate();
      }}
    >
      <div className="way-trial-line">
        <TextField
          label={t(`ways.trial_to.${way}`)}
          value={to}
          onChange={setTo}
          problem={byField(attempt.error).to}
        />
        <button
          type="submit"
          className={phone ? "btn btn-touch" : "btn"}
          disabled={!to.trim() || attempt.isPending}
        >
          {t("ways.try")}
        </button>
      </div>
      {attempt.data ? (
        <p className={good ? "way-trial-said is-good" : "way-trial-said is-bad"} role="status">
          {good
            ? t("ways.tried", { receipt: attempt.data.receipt ?? "" })
            : t("ways.tried_badly", { reason: attempt.data.reason ?? "" })}
        </p>
      ) : null}
    </form>
  );
}
