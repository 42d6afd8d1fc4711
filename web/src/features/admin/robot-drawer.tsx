import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { Robot, Robots } from "../../api/types";
import { keepSecondPress } from "../../app/one-press";
import { usePreferences } from "../../app/preferences";
import { robotsQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { besides } from "../../fields/isolate";
import { EditingDrawer } from "./editing-drawer";
import {
  draftOf,
  freeKey,
  kindOfWebhook,
  missingIn,
  REACHES,
  type RobotDraft,
  rebased,
  settingsOf,
  withRobot,
} from "./robot-draft";
import { TextField } from "./text-field";

/** Connects one group's robot, changes it, tries it, lets go of it. Secrets are only ever written. */
export function RobotDrawer({
  robots,
  robot,
  wanted,
  onSaved,
  onClose,
}: {
  robots: Robots;
  /** The stored one; none for a new one. */
  robot: Robot | undefined;
  /** The key by which rules name a new one already; "" for none. */
  wanted: string;
  onSaved: (key: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const language = usePreferences((state) => state.language);
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  /** What the page began with: only what was changed since is one's own. */
  const [start, setStart] = useState(() => {
    const taken = [...robots.items, ...robots.wanted].map((each) => each.key);
    return draftOf(robot, robots, wanted || freeKey(taken), language);
  });
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const [removing, setRemoving] = useState(false);
  const kind = robots.kinds.find((each) => each.key === draft.kind);
  const set = (values: Partial<RobotDraft>) => setDraft({ ...draft, ...values });
  const changed =
    JSON.stringify(settingsOf(draft, robots)) !== JSON.stringify(settingsOf(start, robots));
  const fresh = () => queries.invalidateQueries({ queryKey: robotsQuery.queryKey });
  const save = useMutation({
    mutationFn: async () => {
      if (!robot) {
        const body = { ...settingsOf(draft, robots), key: draft.key };
        return { stored: await call(api.POST("/robots", { body })), sent: draft };
      }
      // Another administrator may have changed the rest since this was opened: it stays as it is now.
      const now = await queries.fetchQuery({ ...robotsQuery, staleTime: 0 });
      const other = now.items.find((each) => each.key === robot.key);
      const wanted = other ? rebased(draft, start, draftOf(other, now, "", language)) : draft;
      const params = { path: { key: robot.key } };
      const body = settingsOf(wanted, now);
      return { stored: await call(api.PUT("/robots/{key}", { params, body })), sent: draft };
    },
    onSuccess: async ({ stored, sent }) => {
      const next = draftOf(stored, robots, "", language);
      setStart(next);
      // What was typed since it was sent stays.
      setDraft((now) => rebased(now, sent, next));
      setTried(false);
      queries.setQueryData(robotsQuery.queryKey, (all) => all && withRobot(all, stored));
      onSaved(stored.key);
      await fresh();
      done(t(robot ? "robots.saved" : "robots.connected"));
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  const remove = useMutation({
    mutationFn: () =>
      call(
        api.DELETE("/robots/{key}", {
          params: { path: { key: draft.key }, query: { anyway: true } },
        }),
      ),
    onSuccess: async () => {
      setRemoving(false);
      onClose();
      await fresh();
      done(t("robots.removed"));
    },
    onError: (error) => failed(error, () => remove.mutate()),
  });
  const missing = missingIn(draft, robot !== undefined);
  const told = byField(save.error);
  const problem = (member: keyof RobotDraft) =>
    (tried && missing[member] ? t(missing[member]) : undefined) ?? told[member];
  const elsewhere = draft.other_host || told.webhook !== undefined;

  function submit() {
    setTried(true);
    if (Object.keys(missing).length === 0 && !save.isPending) save.mutate();
  }

  return (
    <EditingDrawer
      title={robot?.name ?? t("robots.add")}
      beside={robot ? { label: t("robots.remove"), act: () => setRemoving(true) } : undefined}
      save={t("now.save")}
      saving={save.isPending}
      unsaved={changed}
      onSave={submit}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={problem("kind") ? "field has-problem" : "field"}>
          <label className="field-label" htmlFor={`${id}-kind`}>
            {t("robots.kind")}
          </label>
          <Select
            id={`${id}-kind`}
            style={{ width: "100%" }}
            value={draft.kind}
            options={robots.kinds.map(({ key, name }) => ({ value: key, label: name }))}
            onChange={(key) => set({ kind: key })}
          />
          <span className={problem("kind") ? "field-problem" : "field-help"}>
            {problem("kind") ?? kind?.help}
          </span>
        </div>
        <TextField
          label={t("robots.webhook")}
          value={draft.webhook}
          onChange={(webhook) =>
            set({ webhook, kind: kindOfWebhook(webhook, robots) ?? draft.kind })
          }
          secret
          required={!robot}
          problem={problem("webhook")}
          placeholder={robot ? t("ways.secret_kept") : (kind?.example ?? "")}
          {...(robot?.host ? { help: robot.host } : {})}
        />
        {elsewhere ? (
          <p className="robots-ticks">
            <Checkbox
              checked={draft.other_host}
              onChange={(event) => set({ other_host: event.target.checked })}
            >
              {t("robots.other_host")}
            </Checkbox>
            {draft.other_host ? (
              <Checkbox
                checked={draft.plain_http}
                onChange={(event) => set({ plain_http: event.target.checked })}
              >
                {t("robots.plain_http")}
              </Checkbox>
            ) : null}
          </p>
        ) : null}
        <TextField
          label={t("robots.name")}
          value={draft.name}
          onChange={(name) => set({ name })}
          required
          problem={problem("name")}
        />
        {kind?.signs ? (
          <TextField
            label={t("robots.secret")}
            value={draft.secret}
            onChange={(secret) => set({ secret })}
            secret
            problem={problem("secret")}
            placeholder={robot?.secrets.secret ? t("ways.secret_kept") : ""}
            help={t("robots.secret_help")}
          />
        ) : null}
        {kind?.signs && robot?.secrets.secret && !draft.secret ? (
          <p className="robots-ticks">
            <Checkbox
              checked={draft.unsigned}
              onChange={(event) => set({ unsigned: event.target.checked })}
            >
              {t("robots.unsigned")}
            </Checkbox>
          </p>
        ) : null}
        {kind?.keywords ? (
          <TextField
            label={t("robots.keyword")}
            value={draft.keyword}
            onChange={(keyword) => set({ keyword })}
            problem={problem("keyword")}
            help={t("robots.keyword_help")}
          />
        ) : null}
        <div className={problem("apps") ? "field has-problem" : "field"}>
          <label className="field-label" htmlFor={`${id}-apps`}>
            {t("robots.apps")}
          </label>
          <Select
            id={`${id}-apps`}
            style={{ width: "100%" }}
            value={draft.reach}
            options={REACHES.map((reach) => ({ value: reach, label: t(`robots.apps_${reach}`) }))}
            onChange={(reach) => set({ reach })}
          />
          {draft.reach === "some" ? (
            <Select
              aria-label={t("robots.apps_which")}
              mode="multiple"
              style={{ width: "100%" }}
              value={draft.apps}
              placeholder={t("robots.apps_which")}
              showSearch={{ optionFilterProp: "label" }}
              options={robots.apps.map(({ key, name }) => ({ value: key, label: name }))}
              onChange={(apps: string[]) => set({ apps })}
            />
          ) : null}
          {problem("apps") ? <span className="field-problem">{problem("apps")}</span> : null}
        </div>
        <div className="field">
          <label className="field-label" htmlFor={`${id}-language`}>
            {t("robots.language")}
          </label>
          <Select
            id={`${id}-language`}
            style={{ width: "100%" }}
            value={draft.language}
            options={[
              { value: "zh-CN" as const, label: t("robots.zh") },
              { value: "en" as const, label: t("robots.en") },
            ]}
            onChange={(language) => set({ language })}
          />
        </div>
        {robot ? null : (
          <TextField
            label={t("robots.key")}
            value={draft.key}
            onChange={(key) => set({ key })}
            required
            problem={problem("key")}
            help={t("robots.key_help")}
          />
        )}
        <button type="submit" className="unseen" tabIndex={-1}>
          {t("now.save")}
        </button>
      </form>
      {robot && !robot.problem ? (
        <Trial key={robot.changed_at} robot={robot} saved={!changed} />
      ) : null}
      {robot ? (
        <Modal
          open={removing}
          onCancel={() => setRemoving(false)}
          onOk={() => remove.mutate()}
          okText={t("robots.remove")}
          cancelText={t("dialog.cancel")}
          okButtonProps={{ danger: true, loading: remove.isPending }}
          title={t("robots.remove_title", { name: robot.name })}
        >
          <Uses robot={robot} />
        </Modal>
      ) : null}
    </EditingDrawer>
  );
}

/** What would write to nobody any more. */
function Uses({ robot }: { robot: Robot }) {
  const { t } = useTranslation();
  if (robot.used_by.length === 0) return <p>{t("robots.remove_unused")}</p>;
  return (
    <>
      <p>{t("robots.remove_used")}</p>
      <ul className="robots-uses">
        {robot.used_by.map((use) => (
          <li key={use.kind + use.key}>{besides(t(`robots.use.${use.kind}`), use.name)}</li>
        ))}
      </ul>
    </>
  );
}

/** Writes a trial message into the group, and shows what the provider answered. */
function Trial({ robot, saved }: { robot: Robot; saved: boolean }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { failed } = useSaying();
  const attempt = useMutation({
    mutationFn: () =>
      call(api.POST("/robots/{key}/test", { params: { path: { key: robot.key } } })),
    onError: (error) => failed(error),
  });
  const good = attempt.data?.state === "sent";
  return (
    <div className="way-trial">
      <button
        type="button"
        className={phone ? "btn btn-touch" : "btn"}
        disabled={!saved || attempt.isPending}
        onClick={() => {
          keepSecondPress();
          attempt.mutate();
        }}
      >
        {t(attempt.isPending ? "robots.trying" : "robots.try")}
      </button>
      {saved ? null : <p className="field-help">{t("robots.try_saved")}</p>}
      {attempt.data && saved ? (
        <p className={good ? "way-trial-said is-good" : "way-trial-said is-bad"} role="status">
          {t(good ? "robots.tried" : "robots.tried_badly", { answer: attempt.data.answer ?? "" })}
        </p>
      ) : null}
    </div>
  );
}
