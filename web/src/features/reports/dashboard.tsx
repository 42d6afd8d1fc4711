import { useQuery } from "@tanstack/react-query";
import { Dropdown } from "antd";
import dayjs from "dayjs";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";
import type { Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { useLive } from "../../app/live";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { allDashboards, dashboardPath } from "../../app/places";
import { dashboardQuery, useWorkspace } from "../../app/queries";
import { Trouble } from "../../app/trouble";
import "./reports.css";
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
      <p>{t("reports.none_text")}</p>
    </section>
  );
}

/** Reading order on the grid of 12 columns. */
function placeOf({ at: [x = 0, y = 0] }: Widget): number {
  return y * 12 + x;
}

function Opened({ name }: { name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const connected = useLive((state) => state.connected);
  const dashboards = allDashboards(useWorkspace());
  const known = dashboards.find((each) => each.key === name || each.key.split(".").pop() === name);
  const query = useQuery({ ...dashboardQuery(known?.key ?? name), enabled: Boolean(known) });
  usePageTitle(query.data?.name ?? known?.name);
  if (!known) return <NotFound />;
  const { data } = query;
  const widgets = Object.entries(data?.widgets ?? {});
  const title = <h1 className="clip">{data?.name ?? known.name}</h1>;
  return (
    <div className="dashboard">
      <header className="dashboard-head">
        <span className="crumb">{t("place.dashboards")}</span>
        {dashboards.length > 1 ? (
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
        ) : (
          title
        )}
        {data ? (
          <span className={connected ? "as-of" : "as-of is-away"} role="status">
            {t(connected ? "reports.live" : "reports.paused", {
              time: dayjs(data.as_of).format("YYYY-MM-DD HH:mm:ss"),
            })}
          </span>
        ) : null}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="page-body" tabIndex={0} aria-label={known.name}>
        {query.error && !data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {data && widgets.length === 0 ? (
          <section className="nothing">
            <Icon name="board" />
            <h2>{t("reports.blank_title")}</h2>
            <p>{t("reports.blank_text")}</p>
          </section>
        ) : null}
        <div className="dashboard-grid">
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
            : [...widgets]
                .sort(([, a], [, b]) => placeOf(a) - placeOf(b))
                .map(([key, widget]) => <WidgetCard key={key} widget={widget} />)}
        </div>
      </section>
    </div>
  );
}
