import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import type { SystemHealth } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon, type IconName } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { showSize } from "../../fields/file-size";
import { BackupsPart } from "./health-backups";
import "./admin.css";
import "./health.css";

type Check = SystemHealth["checks"][number];
type Level = SystemHealth["level"];

const AGAIN_MS = 60_000;
const AT_ONCE_MS = 2_000;
const LATE_SECONDS = 60;

const healthQuery = queryOptions({
  queryKey: ["system_health"],
  queryFn: ({ signal }) => call(api.GET("/admin/health", { signal })),
  refetchInterval: ({ state: { data } }) => (data && underWay(data) ? AT_ONCE_MS : AGAIN_MS),
});

/** A backup is being made, or a part is just starting: soon there is news. */
function underWay(health: SystemHealth): boolean {
  return health.backups.running || health.checks.some((check) => check.code === "starting");
}

const SIGNS: Record<Level, IconName> = {
  good: "check",
  note: "info",
  warning: "alert",
  bad: "alert",
};

/** How the installation stands: what wants attention first, then backups and figures. */
export function HealthPage() {
  const { t } = useTranslation();
  usePageTitle(t("health.title"));
  const { data, error, isFetching, refetch } = useQuery(healthQuery);
  const { failed } = useSaying();
  /** What was seen before stays: that it could not be looked at anew must be said. */
  async function checkAgain() {
    const { error } = await refetch();
    if (error && data) failed(error, () => void checkAgain());
  }
  return (
    <>
      <header className="page-head">
        <h1>{t("health.title")}</h1>
        <div className="tools">
          {data ? (
            <span className="quiet small health-as-of">
              {t("health.as_of")} <Moment at={data.at} />
            </span>
          ) : null}
          <button
            type="button"
            className="btn"
            disabled={isFetching}
            onClick={() => void checkAgain()}
          >
            <Icon name="retry" />
            {t("health.again")}
          </button>
        </div>
      </header>
      <div className="page-body is-lined">
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Bones rows={6} height={56} /> : null}
        {data ? <Health health={data} /> : null}
      </div>
    </>
  );
}

function Health({ health }: { health: SystemHealth }) {
  return (
    <div className="health">
      <Verdict health={health} />
      <BackupsPart backups={health.backups} />
      <Figures health={health} />
    </div>
  );
}

function Verdict({ health }: { health: SystemHealth }) {
  const { t } = useTranslation();
  const order: Level[] = ["bad", "warning", "note"];
  const wanting = health.checks
    .filter((check) => check.level !== "good")
    .sort((one, other) => order.indexOf(one.level) - order.indexOf(other.level));
  const serious = wanting.filter((check) => check.level !== "note").length;
  const good = health.checks.filter((check) => check.level === "good");
  return (
    <section aria-labelledby="health-verdict">
      <h2
        id="health-verdict"
        className={`health-verdict is-${serious ? health.level : "good"}`}
        aria-live="polite"
      >
        <Icon name={SIGNS[serious ? health.level : "good"]} />
        {serious ? t("health.attention", { count: serious }) : t("health.well")}
      </h2>
      {wanting.length > 0 ? (
        <ul className="health-checks">
          {wanting.map((check) => (
            <CheckLine key={check.check} check={check} />
          ))}
        </ul>
      ) : null}
      <details className="health-good" open={wanting.length === 0}>
        <summary>{t("health.good", { count: good.length })}</summary>
        <ul className="health-checks">
          {good.map((check) => (
            <CheckLine key={check.check} check={check} />
          ))}
        </ul>
      </details>
    </section>
  );
}

function CheckLine({ check }: { check: Check }) {
  const { t } = useTranslation();
  return (
    <li className={`health-check is-${check.level}`}>
      <Icon name={SIGNS[check.level]} />
      <div>
        <h3>
          {check.name}
          <span className="unseen">{t(`health.level.${check.level}`)}</span>
        </h3>
        <p>{check.text}</p>
        {check.advice ? <p className="health-advice">{check.advice}</p> : null}
      </div>
    </li>
  );
}

function Figures({ health }: { health: SystemHealth }) {
  const { t } = useTranslation();
  const { queue, messages, database, versions } = health;
  const late = queue.unread_seconds > LATE_SECONDS;
  const since = t("health.queue.since", { n: Math.round(queue.unread_seconds / LATE_SECONDS) });
  return (
    <div className="health-cards">
      <Card title={t("health.queue.title")}>
        <Fact name={t("health.queue.jobs")} value={queue.todo + queue.doing} />
        <Fact
          name={t("health.queue.unread")}
          value={late ? `${queue.unread} · ${since}` : queue.unread}
          late={late}
        />
        <Fact name={t("health.queue.timers")} value={queue.timers} />
        <Fact name={t("health.queue.runs")} value={queue.runs} />
        <Fact name={t("health.queue.failed")} value={queue.failed} late={queue.failed > 0} />
      </Card>
      <Card title={t("health.messages.title")}>
        <Fact name={t("health.messages.sent")} value={messages.sent} />
        <Fact name={t("health.messages.waiting")} value={messages.waiting} />
        <Fact
          name={t("health.messages.failed")}
          value={messages.failed}
          late={messages.failed > 0}
        />
        <Link className="health-more" to="/admin/messages">
          {t("outbox.title")}
          <Icon name="right" size="s" />
        </Link>
      </Card>
      <Card title={t("health.disk.title")}>
        {health.disks.map((disk) => (
          <Disk key={disk.folder} disk={disk} />
        ))}
      </Card>
      <Card title={t("health.database.title")}>
        <Fact name={t("health.database.size")} value={showSize(database.bytes)} />
        <Fact
          name={t("health.database.connections")}
          value={`${database.connections} / ${database.most_connections}`}
        />
        <Largest tables={database.tables} />
      </Card>
      <Card title={t("health.rules.title")}>
        {health.slow_rules.length === 0 ? (
          <p className="quiet small">{t("health.rules.none")}</p>
        ) : (
          health.slow_rules.map((rule) => (
            <div key={rule.rule} className="health-rule">
              <span className="clip" title={rule.name}>
                {rule.name}
              </span>
              <b>{t("health.rules.average", { ms: Math.round(rule.average) })}</b>
              <small>
                {t("health.rules.runs", { count: rule.runs, ms: Math.round(rule.longest) })}
                {rule.failed ? ` · ${t("health.rules.failed", { count: rule.failed })}` : ""}
              </small>
            </div>
          ))
        )}
      </Card>
      <Card title={t("health.versions.title")}>
        <Fact name={t("health.versions.product")} value={versions.product} />
        <Fact name="PostgreSQL" value={versions.postgres} />
        <Fact name="Python" value={versions.python} />
        <Fact name={t("health.versions.tables")} value={versions.tables} />
        <Fact name={t("health.versions.system")} value={versions.system} />
      </Card>
    </div>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="health-card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, value, late }: { name: string; value: ReactNode; late?: boolean }) {
  return (
    <p className={late ? "health-fact is-late" : "health-fact"}>
      <span>{name}</span>
      <b>{value}</b>
    </p>
  );
}

function Disk({ disk }: { disk: SystemHealth["disks"][number] }) {
  const { t } = useTranslation();
  const used = disk.total ? (disk.total - disk.free) / disk.total : 0;
  return (
    <div className="health-disk">
      <p className="health-fact">
        <span>{t("health.disk.free")}</span>
        <b>{showSize(disk.free)}</b>
      </p>
      <div
        className={used > 0.9 ? "health-bar is-late" : "health-bar"}
        role="img"
        aria-label={t("health.disk.used", { percent: Math.round(used * 100) })}
      >
        <i style={{ inlineSize: `${Math.round(used * 100)}%` }} />
      </div>
      <small className="quiet">
        {t("health.disk.of", {
          used: showSize(disk.total - disk.free),
          total: showSize(disk.total),
        })}
      </small>
      <small className="quiet health-path">{disk.folder}</small>
    </div>
  );
}

function Largest({ tables }: { tables: SystemHealth["database"]["tables"] }) {
  const { t } = useTranslation();
  return (
    <details className="health-tables">
      <summary>{t("health.database.largest")}</summary>
      {tables.map((table) => (
        <Fact key={table.name} name={table.name} value={showSize(table.bytes)} />
      ))}
    </details>
  );
}
