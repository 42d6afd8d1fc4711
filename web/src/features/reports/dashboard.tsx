import { useQuery } from "@tanstack/react-query";
import { App, Dropdown } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate, useParams, useSearchParams } from "react-router";
import type { Cell, Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { useLive } from "../../app/line";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { allDashboards, dashboardPath } from "../../app/places";
import { dashboardQuery, useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import { TryIt } from "../../app/try-it";
import { barConditions, barFields, barFilter, barWords, knownBar, readBar, writeBar } from "./bar";
import { type AskedQuery, behind } from "./behind";
import { crossConditions, groupsOf, isSameCross, readCross, writeCross } from "./cross";
import { FilterBar, usePeriodName } from "./filter-bar";
import { type Looked, RecordsBehind } from "./records-behind";
import "./cross.css";
import "./reports.css";
import "./charts.css";
import "./wall.css";
import "./narrow.css";
import { saveBlob } from "../../app/save-file";
import { besides } from "../../fields/isolate";
import { keepShape, shapeOfBoard, WidgetBones } from "./board-bones";
import { filled } from "./fill-holes";
import { useHourly } from "./hourly";
import { savePicture } from "./save-picture";
import { Sending } from "./sending/sending";
import { groupName } from "./table-data";
import { Wall } from "./wall";
import { WidgetCard } from "./widget-card";
import { widgetSheet } from "./widget-sheet";

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
  const [sending, setSending] = useState(false);
  const dashboards = allDashboards(workspace);
  const known = dashboards.find((each) => each.key === name || each.key.split(".").pop() === name);
  const [app = "", short = ""] = (known?.key ?? "").split(".");
  const forms = workspace.apps.find((each) => each.key === app)?.forms ?? [];
  const bar = knownBar(readBar(params), forms);
  useHourly(workspace.zone);
  const query = useQuery({
    ...dashboardQuery(known?.key ?? name, barFilter(bar, workspace.zone)),
    enabled: Boolean(known),
  });
  const cross = readCross(params);
  const source = cross ? query.data?.widgets[cross.widget] : undefined;
  const conditions = cross ? crossConditions(source, cross.cells, workspace.zone) : undefined;
  const narrowed = useQuery({
    ...dashboardQuery(known?.key ?? name, barFilter(bar, workspace.zone, conditions)),
    enabled: Boolean(known && conditions),
  });
  const page = useRef<HTMLDivElement>(null);
  const say = useSaying();
  const { message } = App.useApp();
  const periodName = usePeriodName();
  usePageTitle(query.data?.name ?? known?.name);
  const board = query.data && known?.key;
  useEffect(() => {
    if (board && query.data) keepShape(board, Object.values(query.data.widgets));
  }, [board, query.data]);
  if (!known) return <NotFound />;
  const { data } = query;
  const widgets = Object.entries(data?.widgets ?? {}).sort(
    ([, a], [, b]) => placeOf(a) - placeOf(b),
  );
  const froms = new Set(widgets.flatMap(([, { query: asked }]) => String(asked?.from ?? "") || []));
  /** The same again undoes it. */
  const crossBy = (widget: string) => (cells: Cell[], measure: number) =>
    setParams((before) => {
      const next = { widget, cells, measure };
      return writeCross(before, isSameCross(readCross(before), next) ? null : next);
    });
  const uncross = () => setParams((before) => writeCross(before, null), { replace: true });
  const spots = filled(
    widgets.map(
      ([
        ,
        {
          at: [x = 0, y = 0, w = 3, h = 2],
        },
      ]) => [x, y, w, h],
    ),
  );
  const spotOf = new Map(widgets.map(([key], place) => [key, spots[place]]));
  const shownOf = (key: string, widget: Widget): Widget => {
    const shown =
      conditions && cross?.widget !== key ? (narrowed.data?.widgets[key] ?? widget) : widget;
    return { ...shown, at: [...(spotOf.get(key) ?? shown.at)] };
  };
  const crossedNames = source
    ? (cross?.cells ?? []).map((cell, place) => groupName(cell, groupsOf(source)[place], t))
    : [];
  const crossedRows =
    cross && source?.query
      ? behind(
          source.query as unknown as AskedQuery,
          groupsOf(source),
          cross.cells,
          workspace.zone,
          cross.measure,
        )
      : undefined;
  const crossed =
    conditions && source
      ? {
          name: besides(...crossedNames),
          onLook: crossedRows
            ? () => setLooked({ ...crossedRows, title: besides(source.title, ...crossedNames) })
            : undefined,
          onClear: uncross,
        }
      : undefined;
  const fields = barFields(forms, froms);
  const chosen = [...barWords(bar, fields, t), crossed?.name ?? ""].filter(Boolean);
  const said = [
    data ? t("reports.as_of", { time: dayjs(data.as_of).format("YYYY-MM-DD HH:mm") }) : "",
    [periodName(bar.period), ...chosen].join(" · "),
  ];
  const several = widgets.length > 1;
  const saveSheet = (key: string, title: string) =>
    void widgetSheet(known.key, key, barFilter(bar, workspace.zone, conditions)).then(
      (blob) => saveBlob(`${title}.xlsx`, blob),
      (error) => say.failed(error),
    );
  const toWall = (on: boolean) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (on) next.set("wall", "1");
      else next.delete("wall");
      return next;
    });
  if (params.get("wall") === "1" && data)
    return (
      <Wall
        dashboard={data}
        widgets={widgets.map(([key, widget]) => [key, shownOf(key, widget)] as const)}
        narrowed={bar.period ? [periodName(bar.period), ...chosen] : chosen}
        onLeave={() => toWall(false)}
      />
    );
  return (
    <div className="dashboard">
      <header className="dashboard-head">
        <span className="crumb">{t("place.dashboards")}</span>
        <Name name={data?.name ?? known.name} />
        {data ? (
          <AsOf at={data.as_of} />
        ) : (
          <span className="as-of is-coming" aria-hidden="true">
            &nbsp;
          </span>
        )}
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
          <button
            type="button"
            className="btn btn-plain"
            aria-label={t("sending.title")}
            onClick={() => setSending(true)}
          >
            <Icon name="mail" />
            <span>{t("sending.open")}</span>
          </button>
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                {
                  key: "png",
                  label: t("reports.save_png"),
                  onClick: () => {
                    if (page.current)
                      savePicture(page.current, data?.name ?? known.name, {
                        title: data?.name ?? known.name,
                        lines: said,
                      }).catch(() => message.error(t("reports.png_failed")));
                  },
                },
                { key: "pdf", label: t("reports.save_pdf"), onClick: () => window.print() },
              ],
            }}
          >
            <button type="button" className="btn btn-plain" aria-label={t("reports.save")}>
              <Icon name="download" />
              <span>{t("reports.save")}</span>
            </button>
          </Dropdown>
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
          fields={fields}
          crossed={crossed}
          onChange={(next) => setParams((before) => writeBar(before, next), { replace: true })}
        />
        {query.error && !data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {narrowed.error && !narrowed.data ? (
          <Trouble error={narrowed.error} retry={() => void narrowed.refetch()} />
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
        <div
          ref={page}
          className={
            query.isPlaceholderData || (conditions && narrowed.isFetching && !narrowed.data)
              ? "dashboard-grid is-stale"
              : "dashboard-grid"
          }
        >
          {query.isPending
            ? shapeOfBoard(known.key).map((spot) => (
                <WidgetBones key={spot.at.join()} spot={spot} />
              ))
            : widgets.map(([key, widget]) => (
                <WidgetCard
                  key={key}
                  name={key}
                  widget={shownOf(key, widget)}
                  fields={forms}
                  picked={crossed && cross?.widget === key ? cross.cells : undefined}
                  onLook={setLooked}
                  onCross={several ? crossBy(key) : undefined}
                  onSheet={saveSheet}
                />
              ))}
        </div>
      </section>
      <RecordsBehind app={app} looked={looked} onClose={() => setLooked(null)} />
      {sending ? (
        <Sending
          dashboard={known.key}
          name={data?.name ?? known.name}
          shown={{
            widgets: widgets.map(([key, { title }]) => ({ key, title })),
            filter: barConditions(bar, workspace.zone),
            address: writeBar(new URLSearchParams(), bar).toString(),
          }}
          onClose={() => setSending(false)}
        />
      ) : null}
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
