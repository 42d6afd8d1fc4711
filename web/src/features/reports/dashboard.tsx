import { useQuery } from "@tanstack/react-query";
import { Dropdown } from "antd";
import dayjs from "dayjs";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate, useParams, useSearchParams } from "react-router";
import type { Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { useLive } from "../../app/live";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { allDashboards, dashboardPath } from "../../app/places";
import { dashboardQuery, useWorkspace } from "../../app/queries";
import { Trouble } from "../../app/trouble";
import { TryIt } from "../../app/try-it";
import { barFields, barFilter, readBar, writeBar } from "./bar";
import { FilterBar } from "./filter-bar";
import { type Looked, RecordsBehind } from "./records-behind";
import "./reports.css";
import { Wall } from "./wall";
import { WidgetCard } from "./widget-card";

/** A dashboard; without a key the first there is. */
export function DashboardPage() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { key } = useParams();
  const first = allDashboards(workspace)[0];
  if (key) return <Opened key={key} name={key} />;
  if (first) return <Navigate to={dashboardPath(first.key)} replace />;
  return (
    <section className="nothing">
      <Icon name="board" />
      <h1>{t("reports.none_title")}</h1>
      <p>{t(workspace.person.admin ? "reports.none_admin" : "reports.none_text")}</p>
      {workspace.person.admin ? (
        <div className="row">
          <Link className="btn" to="/admin/people">
            {t("reports.none_role")}
          </Link>
          <Link className="btn btn-primary" to="/studio">
            {t("reports.none_make")}
          </Link>
        </div>
      ) : null}
    </section>
  );
}

/** No rows, or nothing but zeros. */
function saysNothing({ rows }: Widget): boolean {
  return (rows ?? []).every((row) => row.every((cell) => cell === null || Number(cell) === 0));
}

/** Reading order on the grid of 12 columns. */
function placeOf({ at: [x = 0, y = 0] }: Widget): number {
  return y * 12 + x;
}

function Opened({ name }: { name: string }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const [params, setParams] = useSearchParams();
  const [looked, setLooked] = useState<Looked | null>(null);
  const dashboards = allDashboards(workspace);
  const known = dashboards.find((each) => each.key === name || each.key.split(".").pop() === name);
  const bar = readBar(params);
  const query = useQuery({
    ...dashboardQuery(known?.key ?? name, barFilter(bar, workspace.zone)),
    enabled: Boolean(known),
  });
  usePageTitle(query.data?.name ?? known?.name);
  if (!known) return <NotFound />;
  const { data } = query;
  const [app = "", short = ""] = known.key.split(".");
  const forms = workspace.apps.find((each) => each.key === app)?.forms ?? [];
  const widgets = Object.entries(data?.widgets ?? {}).sort(
    ([, a], [, b]) => placeOf(a) - placeOf(b),
  );
  const froms = new Set(widgets.flatMap(([, { query: asked }]) => String(asked?.from ?? "") || []));
  const toWall = (on: boolean) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (on) next.set("wall", "1");
      else next.delete("wall");
      return next;
    });
  if (params.get("wall") === "1" && data)
    return <Wall dashboard={data} widgets={widgets} bar={bar} onLeave={() => toWall(false)} />;
  return (
    <div className="dashboard">
      <header className="dashboard-head">
        <span className="crumb">{t("place.dashboards")}</span>
        <Name name={data?.name ?? known.name} />
        {data ? <AsOf at={data.as_of} /> : null}
        <span className="dashboard-acts">
          <button
            type="button"
            className="btn btn-plain"
            aria-label={t("reports.wall")}
            onClick={() => toWall(true)}
          >
            <Icon name="monitor" />
            <span>{t("reports.wall")}</span>
          </button>
          {workspace.person.admin ? (
            <Link
              className="btn"
              to={`/studio/${app}/dashboards/${short}`}
              aria-label={t("reports.edit")}
            >
              <Icon name="edit" />
              <span>{t("reports.edit")}</span>
            </Link>
          ) : null}
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="page-body" tabIndex={0} aria-label={known.name}>
        <FilterBar
          bar={bar}
          fields={barFields(forms, froms)}
          onChange={(next) => setParams((before) => writeBar(before, next), { replace: true })}
        />
        {query.error && !data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {data && widgets.length === 0 ? (
          <section className="nothing">
            <Icon name="board" />
            <h2>{t("reports.blank_title")}</h2>
            <p>{t("reports.blank_text")}</p>
            {workspace.person.admin ? (
              <Link className="btn btn-primary" to={`/studio/${app}/dashboards/${short}`}>
                {t("reports.blank_make")}
              </Link>
            ) : null}
          </section>
        ) : null}
        {data && widgets.length > 0 && widgets.every(([, each]) => saysNothing(each)) ? (
          <p className="try-line">
            {t("trial.board_empty")} <TryIt app={app} />
          </p>
        ) : null}
        <div className={query.isPlaceholderData ? "dashboard-grid is-stale" : "dashboard-grid"}>
          {query.isPending
            ? [0, 3, 6, 9].map((x) => (
                <div
                  key={x}
                  className="widget is-metric"
                  style={{ "--x": x + 1, "--y": 1, "--w": 3, "--h": 2 } as CSSProperties}
                >
                  <span className="bone" style={{ width: "40%", margin: "16px 0 0 16px" }} />
                  <span className="bone" style={{ width: "24%", height: 28, margin: 16 }} />
                </div>
              ))
            : widgets.map(([key, widget]) => (
                <WidgetCard key={key} widget={widget} fields={forms} onLook={setLooked} />
              ))}
        </div>
      </section>
      <RecordsBehind app={app} looked={looked} onClose={() => setLooked(null)} />
    </div>
  );
}

/** The name of the dashboard; a menu of all where there are several. */
function Name({ name }: { name: string }) {
  const navigate = useNavigate();
  const dashboards = allDashboards(useWorkspace());
  const title = <h1 className="clip">{name}</h1>;
  if (dashboards.length < 2) return title;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: dashboards.map((each) => ({
          key: each.key,
          label: each.name,
          onClick: () => navigate(dashboardPath(each.key)),
        })),
      }}
    >
      <button type="button" className="row">
        {title}
        <Icon name="down" size="s" />
      </button>
    </Dropdown>
  );
}

function AsOf({ at }: { at: string }) {
  const { t } = useTranslation();
  const connected = useLive((state) => state.connected);
  return (
    <span className={connected ? "as-of" : "as-of is-away"} role="status">
      {t(connected ? "reports.live" : "reports.paused", {
        time: dayjs(at).format("YYYY-MM-DD HH:mm:ss"),
      })}
    </span>
  );
}
