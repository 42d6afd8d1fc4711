import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { ApiError, byField } from "../../../api/errors";
import type { components } from "../../../api/schema";
import { Icon } from "../../../app/icon";
import { usePeople } from "../../../app/queries";
import { useSaying } from "../../../app/saying";
import { usePhone } from "../../../app/screen";
import {
  type Delivery,
  type Draft,
  draftOf,
  missingIn,
  rebased,
  WAYS,
  WEEK,
} from "./delivery-draft";
import type { Shown } from "./shown";

type List = components["schemas"]["DeliveryList"];

/** One delivery: when, to whom, by which ways, what. */
export function DeliveryForm({
  dashboard,
  list,
  shown,
  edited,
  start,
  onDone,
}: {
  dashboard: string;
  list: List;
  shown: Shown;
  /** The one that is changed; none for a new one. */
  edited: Delivery | null;
  start: Draft;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const phone = usePhone();
  const people = usePeople();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [draft, setDraft] = useState(start);
  /** Upon which it is written. */
  const [base, setBase] = useState({ version: edited?.version ?? 0, draft: start });
  const [tried, setTried] = useState(false);
  const missing = missingIn(draft);
  const set = (values: Partial<Draft>) => setDraft({ ...draft, ...values });
  const when = (values: Partial<Draft["when"]>) => set({ when: { ...draft.when, ...values } });
  const save = useMutation({
    mutationFn: async () => {
      const document = { ...draft, name: draft.name.trim() };
      if (edited)
        await call(
          api.PUT("/deliveries/{delivery_id}", {
            params: { path: { delivery_id: edited.id } },
            body: { version: base.version, document },
          }),
        );
      else
        await call(
          api.POST("/dashboards/{key}/deliveries", {
            params: { path: { key: dashboard } },
            body: document,
          }),
        );
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["deliveries", dashboard] });
      done(t("sending.saved"));
      onDone();
    },
    onError: async (error) => {
      if (error instanceof ApiError && error.code === "delivery_changed_meanwhile") await follow();
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  /** Somebody else has saved it: what they set is shown, what was changed here stays, to be saved once one has seen it. */
  async function follow() {
    await queries.invalidateQueries({ queryKey: ["deliveries", dashboard] });
    const now = queries.getQueryData<List>(["deliveries", dashboard]);
    const theirs = now?.items.find(({ id }) => id === edited?.id);
    if (!theirs) return;
    const after = draftOf(theirs);
    setDraft((mine) => rebased(mine, base.draft, after));
    setBase({ version: theirs.version, draft: after });
  }
  const told = byField(save.error);
  const problem = (member: keyof Draft) =>
    (tried && missing[member] ? t(`sending.missing_${missing[member]}`) : undefined) ??
    told[member] ??
    Object.entries(told).find(([field]) => field.startsWith(`${member}.`))?.[1];
  const toWhom = problem("people") ?? problem("roles") ?? problem("teams");
  const what = problem("widgets") ?? problem("filter") ?? problem("address");
  const narrowed = shown.filter.length > 0;
  const kept = draft.filter.length > 0;
  const sameFilter = JSON.stringify(draft.filter) === JSON.stringify(shown.filter);

  function submit() {
    setTried(true);
    if (Object.keys(missing).length === 0 && !save.isPending) save.mutate();
  }

  return (
    <form
      className="sd-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Line label={t("sending.name")} of={`${id}-name`} problem={problem("name")}>
        <input
          id={`${id}-name`}
          className="field-box"
          value={draft.name}
          maxLength={100}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Line>

      <Line label={t("sending.when")} of={`${id}-every`} problem={problem("when")}>
        <div className="sd-when">
          <Select
            id={`${id}-every`}
            value={draft.when.every}
            options={(["day", "week", "month"] as const).map((value) => ({
              value,
              label: t(`sending.every_${value}`),
            }))}
            onChange={(every) => when({ every })}
          />
          {draft.when.every === "month" ? (
            <Select
              aria-label={t("sending.day")}
              value={draft.when.day}
              options={Array.from({ length: 31 }, (_, place) => ({
                value: place + 1,
                label: t(place === 30 ? "sending.last_day" : "sending.nth", { n: place + 1 }),
              }))}
              onChange={(day) => when({ day })}
            />
          ) : null}
          <input
            type="time"
            className="field-box sd-time"
            aria-label={t("sending.at")}
            required
            value={draft.when.at}
            onChange={(event) => event.target.value && when({ at: event.target.value })}
          />
        </div>
        {draft.when.every === "week" ? (
          <fieldset className="sd-days" aria-label={t("sending.days")}>
            {WEEK.map((day) => {
              const on = draft.when.days.includes(day);
              return (
                <button
                  key={day}
                  type="button"
                  className={on ? "sd-day is-on" : "sd-day"}
                  aria-pressed={on}
                  onClick={() =>
                    when({
                      days: on
                        ? draft.when.days.filter((each) => each !== day)
                        : [...draft.when.days, day].sort(),
                    })
                  }
                >
                  {t(`sending.weekday_short.${day}`)}
                </button>
              );
            })}
          </fieldset>
        ) : null}
        {list.calendars.length > 0 ? (
          <Select
            className="sd-wide"
            aria-label={t("sending.calendar")}
            value={draft.when.calendar ?? ""}
            options={[
              { value: "", label: t("sending.any_day") },
              ...list.calendars.map(({ key, name }) => ({
                value: key,
                label: t("sending.working_days", { name }),
              })),
            ]}
            onChange={(calendar) => when({ calendar: calendar || null })}
          />
        ) : null}
        <p className="field-help">{t("sending.zone", { zone: list.zone })}</p>
      </Line>

      <Line label={t("sending.to")} of={`${id}-people`} problem={toWhom}>
        <Select
          id={`${id}-people`}
          mode="multiple"
          className="sd-wide"
          disabled={!list.may.send}
          value={[...draft.people, ...draft.roles, ...draft.teams]}
          placeholder={t("sending.to_hint")}
          showSearch={{ optionFilterProp: "label" }}
          options={[
            {
              label: t("sending.roles"),
              options: list.roles.map(({ key, name }) => ({ value: key, label: name })),
            },
            {
              label: t("sending.teams"),
              options: list.teams.map(({ key, name }) => ({ value: key, label: name })),
            },
            {
              label: t("sending.people"),
              options: people.map(({ key, name }) => ({ value: key, label: name })),
            },
          ]}
          onChange={(chosen: string[]) => {
            const among = (keys: readonly { key: string }[]) =>
              chosen.filter((each) => keys.some(({ key }) => key === each));
            const roles = among(list.roles);
            const teams = among(list.teams);
            const rest = chosen.filter((each) => !roles.includes(each) && !teams.includes(each));
            set({ roles, teams, people: rest });
          }}
        />
        <p className="field-help">{t(list.may.send ? "sending.own_eyes" : "sending.only_me")}</p>
      </Line>

      {list.may.outside || draft.outside.length > 0 ? (
        <Line label={t("sending.outside")} of={`${id}-outside`} problem={problem("outside")}>
          <Select
            id={`${id}-outside`}
            mode="tags"
            className="sd-wide"
            open={false}
            suffixIcon={null}
            tokenSeparators={[",", ";", " ", "，", "；"]}
            value={draft.outside}
            placeholder="name@example.com"
            onChange={(outside: string[]) => set({ outside })}
          />
          {draft.outside.length > 0 ? (
            <>
              <p className="sd-warn" role="note">
                <Icon name="alert" size="s" />
                <span>{t("sending.outside_warning")}</span>
              </p>
              <Select
                className="sd-wide"
                aria-label={t("sending.language")}
                value={draft.language}
                options={[
                  { value: "zh-CN", label: t("sending.in_chinese") },
                  { value: "en", label: t("sending.in_english") },
                ]}
                onChange={(language) => set({ language })}
              />
            </>
          ) : null}
        </Line>
      ) : null}

      {(list.may.outside && list.robots.length > 0) || draft.robots.length > 0 ? (
        <Line label={t("sending.robots")} of={`${id}-robots`} problem={problem("robots")}>
          <Select
            id={`${id}-robots`}
            mode="multiple"
            className="sd-wide"
            value={draft.robots}
            placeholder={t("sending.robots_hint")}
            showSearch={{ optionFilterProp: "label" }}
            options={list.robots.map(({ key, name }) => ({ value: key, label: name }))}
            onChange={(robots: string[]) => set({ robots })}
          />
          {draft.robots.length > 0 ? (
            <p className="sd-warn" role="note">
              <Icon name="alert" size="s" />
              <span>{t("sending.robots_warning")}</span>
            </p>
          ) : null}
        </Line>
      ) : null}

      <Line label={t("sending.via")} problem={problem("via")}>
        <div className="sd-ticks">
          {WAYS.map((way) => (
            <Checkbox
              key={way}
              checked={draft.via.includes(way)}
              onChange={(event) =>
                set({
                  via: WAYS.filter((each) =>
                    each === way ? event.target.checked : draft.via.includes(each),
                  ),
                })
              }
            >
              {t(`via.${way}`)}
            </Checkbox>
          ))}
        </div>
        {draft.via.includes("mail") ? (
          <Checkbox
            checked={draft.sheet}
            onChange={(event) => set({ sheet: event.target.checked })}
          >
            {t("sending.sheet")}
          </Checkbox>
        ) : null}
      </Line>

      <Line label={t("sending.what")} of={`${id}-widgets`} problem={what}>
        <Select
          id={`${id}-widgets`}
          mode="multiple"
          className="sd-wide"
          value={draft.widgets ?? []}
          placeholder={t("sending.all_widgets")}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          options={shown.widgets.map(({ key, title }) => ({ value: key, label: title }))}
          onChange={(chosen: string[]) => set({ widgets: chosen.length > 0 ? chosen : null })}
        />
        {narrowed || kept ? (
          <Checkbox
            checked={kept}
            onChange={(event) =>
              set(
                event.target.checked
                  ? { filter: shown.filter, address: shown.address }
                  : { filter: [], address: "" },
              )
            }
          >
            {t(kept && !sameFilter ? "sending.filter_kept" : "sending.filter_shown")}
          </Checkbox>
        ) : (
          <p className="field-help">{t("sending.no_filter")}</p>
        )}
        {kept && narrowed && !sameFilter ? (
          <button
            type="button"
            className="text-link sd-start"
            onClick={() => set({ filter: shown.filter, address: shown.address })}
          >
            {t("sending.filter_take")}
          </button>
        ) : null}
      </Line>
      {edited && !edited.mine ? <p className="field-help">{t("sending.take_over")}</p> : null}
      <div className="sd-foot">
        <button type="button" className={phone ? "btn btn-touch" : "btn"} onClick={onDone}>
          {t("dialog.cancel")}
        </button>
        <button
          type="submit"
          className={phone ? "btn btn-primary btn-touch grow" : "btn btn-primary"}
          disabled={save.isPending}
        >
          {t("now.save")}
        </button>
      </div>
    </form>
  );
}

function Line({
  label,
  of,
  problem,
  children,
}: {
  label: string;
  of?: string;
  problem?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={problem ? "field has-problem" : "field"}>
      {of ? (
        <label className="field-label" htmlFor={of}>
          {label}
        </label>
      ) : (
        <span className="field-label">{label}</span>
      )}
      <div className="sd-line">{children}</div>
      {problem ? (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
