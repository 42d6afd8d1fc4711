import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Progress, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { Colleague, Held, People } from "../../api/types";
import { Icon } from "../../app/icon";
import { loadMatcher, plainMatcher } from "../../app/pinyin";
import { dashboardPath } from "../../app/places";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import "./hand-over.css";

/** How often the progress is looked at while it is under way, in milliseconds. */
const LOOK = 1500;
/** Failures that are named; the others are counted. */
const MOST_NAMED = 5;

/** Kinds of parts of an app, and where the Studio shows one. */
const PLACES: Readonly<Record<string, string>> = {
  form: "forms",
  flow: "flows",
  rule: "rules",
  dashboard: "dashboards",
};

function placeOf(app: string, kind: string, key: string): string {
  if (kind === "delivery") return dashboardPath(`${app}.${key}`);
  return PLACES[kind] ? `/studio/${app}/${PLACES[kind]}/${key}` : `/studio/${app}`;
}

/** Everything a leaving person holds, and giving it to others in one act. */
export function HandOver({
  person,
  people,
  asked,
}: {
  person: Colleague;
  people: People;
  /** Their access is about to be ended: what they hold should go to somebody. */
  asked: boolean;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [matcher, setMatcher] = useState(plainMatcher);
  const [to, setTo] = useState<string[]>([]);
  const [deactivate, setDeactivate] = useState(false);
  useEffect(() => {
    void loadMatcher().then((loaded) => setMatcher(loaded));
  }, []);
  const key = ["people", person.id, "handover"];
  const path = { params: { path: { person_id: person.id } } };
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET("/people/{person_id}/handover", { ...path, signal })),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.last?.state === "working" ? LOOK : false),
  });
  const ends = person.active && (deactivate || asked);
  const begin = useMutation({
    mutationFn: () =>
      call(api.POST("/people/{person_id}/handover", { ...path, body: { to, deactivate: ends } })),
    onSuccess: (held) => {
      queries.setQueryData(key, held);
      setTo([]);
      void queries.invalidateQueries({ queryKey: ["people"], exact: true });
    },
    onError: (error) => {
      if (!byField(error).to) failed(error, () => begin.mutate());
    },
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <span className="bone" style={{ width: "60%", height: 20, marginTop: 24 }} />;
  const pieces = data.tasks + data.records.reduce((sum, { n }) => sum + n, 0);
  const holds = pieces + data.views + data.led > 0;
  const working = data.last?.state === "working";
  const receivers = people.items.flatMap((each) =>
    "active" in each &&
    each.active &&
    each.id !== person.id &&
    each.partner_id === person.partner_id
      ? [{ value: each.id, label: each.name }]
      : [],
  );
  return (
    <section className="hand-over" aria-labelledby="hand-over-title">
      <h2 id="hand-over-title">{t("people.hand_over")}</h2>
      {asked && holds && !working ? (
        <p className="hand-over-asked" role="status">
          <Icon name="info" size="s" />
          {t("people.hand_over_asked", { name: person.name })}
        </p>
      ) : null}
      <Holds held={data} />
      {working && data.last ? (
        <div role="status">
          <Progress
            percent={data.last.total ? Math.floor((data.last.done / data.last.total) * 100) : 0}
            aria-label={t("people.hand_over_working")}
          />
          <p className="quiet small">
            {t("people.hand_over_working_text", {
              done: data.last.done,
              total: data.last.total,
              names: data.last.to.join(t("list.and")),
            })}
          </p>
        </div>
      ) : null}
      {data.last && !working ? <Last held={data} /> : null}
      {holds && !working ? (
        <>
          <label className="field-label" htmlFor="hand-over-to">
            {t("people.hand_over_to")}
          </label>
          <Select
            id="hand-over-to"
            mode="multiple"
            style={{ width: "100%" }}
            value={to}
            onChange={setTo}
            options={receivers}
            placeholder={t("people.hand_over_pick")}
            showSearch={{
              filterOption: (query, option) =>
                matcher.match(String(option?.label ?? ""), query.trim()) !== null,
            }}
            {...(byField(begin.error).to ? { status: "error" as const } : {})}
          />
          <span className={byField(begin.error).to ? "field-problem" : "field-help"}>
            {byField(begin.error).to ?? t("people.hand_over_help")}
          </span>
          {person.active && !asked ? (
            <label className="tick person-active">
              <input
                type="checkbox"
                checked={deactivate}
                onChange={(event) => setDeactivate(event.target.checked)}
              />
              {t("people.hand_over_deactivate", { name: person.name })}
            </label>
          ) : null}
          <button
            type="button"
            className="btn hand-over-begin"
            disabled={to.length === 0 || begin.isPending}
            onClick={() => begin.mutate()}
          >
            <Icon name="transfer" />
            {t(ends ? "people.hand_over_and_end" : "people.hand_over_begin")}
          </button>
        </>
      ) : null}
    </section>
  );
}

/** What they hold, in numbers: who administers people reads no records by that. */
function Holds({ held }: { held: Held }) {
  const { t } = useTranslation();
  const rows = [
    { key: "tasks", name: t("people.holds_tasks"), n: held.tasks },
    ...held.records.map(({ form, name, n }) => ({
      key: form,
      name: t("people.holds_records", { form: name }),
      n,
    })),
    { key: "views", name: t("people.holds_views"), n: held.views },
    { key: "led", name: t("people.holds_led"), n: held.led },
  ].filter(({ n }) => n > 0);
  return (
    <>
      {rows.length === 0 ? (
        <p className="quiet small">{t("people.holds_nothing")}</p>
      ) : (
        <dl className="holds">
          {rows.map(({ key, name, n }) => (
            <div key={key}>
              <dt>{name}</dt>
              <dd>{n}</dd>
            </div>
          ))}
        </dl>
      )}
      {held.named.length > 0 ? (
        <div className="holds-named">
          <p className="small">{t("people.holds_named")}</p>
          <ul>
            {held.named.map(({ app, kind, key, name }, place) => (
              // A dashboard may be sent twice under one name.
              <li key={`${app}.${kind}.${key}.${place}`}>
                <Link to={placeOf(app, kind, key)}>
                  {kind === "delivery" ? t("people.holds_delivery", { name }) : name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}

/** How the last one went, and what would not go. */
function Last({ held: { last } }: { held: Held }) {
  const { t } = useTranslation();
  if (!last) return null;
  return (
    <div className="hand-over-last">
      <p className="small">
        <Icon name={last.failed.length > 0 ? "late" : "check"} size="s" />
        {t(last.failed.length > 0 ? "people.hand_over_partly" : "people.hand_over_done", {
          n: last.done,
          left: last.failed.length,
          names: last.to.join(t("list.and")),
        })}
      </p>
      {last.failed.length > 0 ? (
        <ul className="small">
          {last.failed.slice(0, MOST_NAMED).map((each, place) => (
            // Two tasks of one record may stay for the same reason.
            <li key={`${each.record}.${place}`}>
              {each.number ? `${each.number}${t("list.colon")}` : null}
              {each.message}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
