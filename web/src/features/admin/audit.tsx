import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { DatePicker, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { components, operations } from "../../api/schema";
import { serverNow } from "../../api/server-time";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { departmentsQuery, peopleQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { matchesText } from "../../designer/pinyin";
import { besides } from "../../fields/isolate";
import { MoreOnScroll } from "../records/more-on-scroll";
import { ACTS, type Act } from "./audit-acts";
import { namesIn, objectWords } from "./object-words";
import { keysQuery, partnersQuery } from "./queries";
import "../tasks/tasks.css";
import "./admin.css";
import "./departments.css";

type Entry = components["schemas"]["AuditEntry"];
type Asked = NonNullable<operations["audit_list_audit"]["parameters"]["query"]>;

/** Names of what entries are about, by id or key: people, departments, partners, keys, apps, forms and dashboards. */
function useNames(): ReadonlyMap<string, string> {
  const { apps } = useWorkspace();
  const people = useQuery(peopleQuery).data?.items ?? [];
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const partners = useQuery(partnersQuery).data;
  const keys = useQuery(keysQuery).data;
  return new Map([
    ...[...people, ...departments, ...(partners ?? []), ...(keys ?? [])].map(
      ({ id, name }) => [id, name] as const,
    ),
    ...namesIn(apps),
  ]);
}

/** What was done by whom; whether nobody has touched what is sealed. */
export function AuditPage() {
  const { t } = useTranslation();
  usePageTitle(t("audit.title"));
  const phone = usePhone();
  const people = useQuery(peopleQuery);
  const [act, setAct] = useState<Act | undefined>();
  const [person, setPerson] = useState<string | undefined>();
  const [refused, setRefused] = useState(false);
  const [span, setSpan] = useState<[Dayjs, Dayjs] | null>(null);
  const asked: Asked = {
    ...(act ? { act } : {}),
    ...(person ? { person } : {}),
    ...(refused ? { refused } : {}),
    ...(span
      ? {
          since: span[0].startOf("day").toISOString(),
          until: span[1].endOf("day").toISOString(),
        }
      : {}),
  };
  const query = useInfiniteQuery({
    queryKey: ["audit", asked],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/audit", {
          params: { query: { ...asked, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const named = useNames();
  const about = (entry: Entry) => entry.form ?? objectWords(entry.what, named, t);
  const narrowed = Boolean(act || person || span || refused);
  return (
    <>
      <header className="page-head">
        <h1>{t("audit.title")}</h1>
      </header>
      <Sealed />
      <div className="filters is-wrapped">
        <Select
          className="people-filter"
          value={act}
          allowClear
          placeholder={t("audit.act")}
          aria-label={t("audit.act")}
          popupMatchSelectWidth={false}
          showSearch={{
            filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
          }}
          options={ACTS.map((each) => ({ value: each, label: t(`audit.acts.${each}`) }))}
          onChange={(value: Act | undefined) => setAct(value)}
        />
        <Select
          className="people-filter"
          value={person}
          allowClear
          placeholder={t("audit.who")}
          aria-label={t("audit.who")}
          popupMatchSelectWidth={false}
          showSearch={{
            filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
          }}
          options={(people.data?.items ?? []).map((each) => ({
            value: each.id,
            label: each.name,
          }))}
          onChange={(value: string | undefined) => setPerson(value)}
        />
        <DatePicker.RangePicker
          value={span}
          maxDate={dayjs(serverNow())}
          aria-label={t("audit.when")}
          onChange={(value) => {
            const [from, to] = value ?? [];
            setSpan(from && to ? [from, to] : null);
          }}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={refused}
            onChange={(event) => setRefused(event.target.checked)}
          />
          {t("audit.only_refused")}
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="page-body is-lined" tabIndex={0} aria-label={t("audit.title")}>
        {query.isPending ? <Bones /> : null}
        {query.error && !query.data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {query.data && items.length === 0 ? (
          <section className="nothing">
            <Icon name="shield" />
            <h2>{t(narrowed ? "audit.none_found" : "audit.none")}</h2>
            {narrowed ? (
              <div className="row">
                <button
                  type="button"
                  className="btn"
                  onClick={() => {
                    setAct(undefined);
                    setPerson(undefined);
                    setSpan(null);
                    setRefused(false);
                  }}
                >
                  {t("people.clear")}
                </button>
              </div>
            ) : null}
          </section>
        ) : null}
        {items.length > 0 && phone ? (
          <ul>
            {items.map((entry) => (
              <li key={entry.id} className="job">
                <div className="job-top">
                  <Result entry={entry} />
                  <span>{whoOf(entry, t)}</span>
                  <span className="push whole">
                    <Moment at={entry.at} />
                  </span>
                </div>
                <div className="job-title">{entry.label}</div>
                <div className="job-sub">
                  {about(entry)}
                  <Why entry={entry} />
                </div>
              </li>
            ))}
          </ul>
        ) : null}
        {items.length > 0 && !phone ? (
          <table className="work">
            <colgroup>
              <col style={{ width: 144 }} />
              <col style={{ width: 176 }} />
              <col style={{ width: 248 }} />
              <col />
              <col style={{ width: 144 }} />
              <col style={{ width: 104 }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t("audit.when")}</th>
                <th scope="col">{t("audit.who")}</th>
                <th scope="col">{t("audit.act")}</th>
                <th scope="col">{t("audit.what")}</th>
                <th scope="col">{t("audit.address")}</th>
                <th scope="col">{t("audit.result")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((entry) => (
                <tr key={entry.id}>
                  <td>
                    <Moment at={entry.at} />
                  </td>
                  <td className="clip">{whoOf(entry, t)}</td>
                  <td>{entry.label}</td>
                  <td className="clip" title={JSON.stringify(entry.data)}>
                    {about(entry)}
                    <Why entry={entry} />
                  </td>
                  <td className="quiet">{entry.address}</td>
                  <td>
                    <Result entry={entry} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        <MoreOnScroll query={query} />
      </section>
    </>
  );
}

/** What the server does by itself comes from no address. */
function whoOf(entry: Entry, t: TFunction): string {
  const nobody = t(entry.address || entry.key_name ? "audit.nobody" : "audit.system");
  return besides(entry.person_name ?? nobody, entry.key_name);
}

/** The reason that somebody gave for seeing or destroying what is sensitive. */
function Why({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const { reason, number } = entry.data;
  const { fields } = entry;
  if (typeof reason !== "string" || !fields?.length) return null;
  return (
    <span className="quiet">
      {" "}
      {t("audit.why", { number: String(number ?? ""), fields: fields.join(t("list.and")), reason })}
    </span>
  );
}

function Result({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const good = entry.result === "ok";
  return (
    <span className={good ? "tag" : "tag tag-late"} title={good ? undefined : entry.result}>
      {t(good ? "audit.ok" : "audit.refused")}
    </span>
  );
}

/** Whether the chain holds; checked when the page opens and when asked. */
function Sealed() {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ["audit-state"],
    queryFn: ({ signal }) => call(api.GET("/audit/state", { signal })),
    staleTime: 0,
  });
  if (error && !data) return null;
  return (
    <p className={data?.problem ? "audit-state is-bad" : "audit-state"} role="status">
      <Icon name={data?.problem ? "late" : "shield"} />
      <span>
        {!data
          ? t("audit.checking")
          : (data.problem ?? t("audit.holds", { sealed: data.sealed.toLocaleString() }))}
        {data && data.waiting > 0 ? ` ${t("audit.waiting", { n: data.waiting })}` : ""}
      </span>
      <button
        type="button"
        className="text-link push"
        disabled={isFetching}
        onClick={() => void refetch()}
      >
        {t(isFetching ? "audit.checking" : "audit.check_again")}
      </button>
    </p>
  );
}
