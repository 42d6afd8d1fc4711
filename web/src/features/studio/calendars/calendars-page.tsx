import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import { serverDate } from "../../../api/server-time";
import { Icon } from "../../../app/icon";
import { DOCUMENT } from "../../../designer/document";
import { useHome } from "../../../designer/home";
import { matchesText } from "../../../designer/pinyin";
import { useDesigner } from "../../../designer/session";
import { type Day, type Week, weekDocument, weekOf, weekText } from "../../../designer/week";
import { ArtefactPage } from "../artefact-page";
import { weekHours } from "./hours";
import { WeekEditor } from "./week-editor";
import { type Override, YearView } from "./year-view";
import "../shared.css";
import "../studio.css";
import "./calendars.css";

const USUAL = { "mon-fri": ["09:00-12:00", "13:30-18:00"] };
const named = (name: string) => (name ? { name } : {});
const COUNTRIES = ["CN", "HK", "TW", "SG", "JP", "KR", "US", "GB", "DE", "FR"];

/** When work is done: hours of the week, holidays, special days. */
export function CalendarsPage() {
  const { t } = useTranslation();
  const { country, zone } = useHome();
  return (
    <ArtefactPage
      kind="calendar"
      starts={() => [
        {
          key: "empty",
          label: t("calendars.start_office"),
          called: "office",
          nameless: t("calendars.called_office"),
          document: (name) => ({
            ...named(name),
            zone,
            ...(COUNTRIES.includes(country) ? { holidays: country } : {}),
            week: USUAL,
          }),
        },
        {
          key: "always",
          label: t("calendars.start_always"),
          called: "always",
          nameless: t("calendars.called_always"),
          document: (name) => ({
            ...named(name),
            zone,
            week: { "mon-sun": ["00:00-24:00"] },
          }),
        },
      ]}
      about={(part) => weekText(part.document.week, t)}
      canvas={() => <Canvas />}
      settings={() => <Settings />}
      settingsTitle={t("designer.settings")}
    />
  );
}

function useChange() {
  const { execute } = useDesigner();
  return (label: string, values: Record<string, unknown>, merge?: string) =>
    execute({
      label,
      operations: [{ do: "change", element: DOCUMENT, at: [], values }],
      ...(merge ? { merge } : {}),
    });
}

function Canvas() {
  const { t } = useTranslation();
  const { document } = useDesigner();
  const change = useChange();
  const [year, setYear] = useState(() => serverDate().getFullYear());
  const [hours, setHours] = useState(2);
  const week = weekOf(document.week);
  const overrides = (document.overrides ?? {}) as Record<string, Override>;
  const preview = useQuery({
    queryKey: ["calendar-preview", document, year, hours],
    queryFn: ({ signal }) =>
      call(
        api.POST("/calendars/preview", {
          body: { document, year, hours },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  const data = preview.data;
  const problem =
    preview.error instanceof ApiError
      ? (preview.error.fields[0]?.message ?? preview.error.message)
      : null;

  function setWeek(next: Week, day: Day) {
    change(t("calendars.did_hours", { day: t(`calendars.day.${day}`) }), {
      week: weekDocument(next),
    });
  }
  function setOverride(date: string, override: Override | null) {
    const rest = { ...overrides };
    if (override === null) delete rest[date];
    else rest[date] = override;
    const sorted = Object.fromEntries(Object.entries(rest).sort());
    change(t("calendars.did_day", { date }), {
      overrides: Object.keys(sorted).length > 0 ? sorted : null,
    });
  }
  return (
    <div className="calendar-page">
      <section className="calendar-card">
        <header>
          <h3>{t("calendars.week_title")}</h3>
          <span className="quiet small">{t("calendars.week_hours", { n: weekHours(week) })}</span>
          <button
            type="button"
            className="btn btn-small push"
            onClick={() =>
              change(t("calendars.did_copy"), {
                week: weekDocument({
                  ...week,
                  tue: week.mon,
                  wed: week.mon,
                  thu: week.mon,
                  fri: week.mon,
                }),
              })
            }
          >
            <Icon name="copy" size="s" />
            {t("calendars.copy_monday")}
          </button>
        </header>
        <WeekEditor week={week} onChange={setWeek} />
      </section>
      <section className="calendar-card calendar-try">
        <Icon name="clock" />
        <span className="calendar-try-line">
          {t("calendars.try_before")}
          <InputNumber
            size="small"
            min={0.5}
            max={1000}
            step={0.5}
            value={hours}
            aria-label={t("calendars.try_hours")}
            onChange={(value) => setHours(value ?? 1)}
          />
          {t("calendars.try_after")}
        </span>
        {problem ? (
          <b className="studio-late">{problem}</b>
        ) : (
          <Due due={data?.due ?? null} zone={String(document.zone ?? "")} />
        )}
        {data && !problem ? (
          <span className={data.open_now ? "tag tag-ok push" : "tag push"}>
            {t(data.open_now ? "calendars.open_now" : "calendars.closed_now")}
          </span>
        ) : null}
      </section>
      {data ? (
        <YearView
          year={year}
          days={data.days}
          overrides={overrides}
          known={data.published_through === null || year <= data.published_through}
          onYear={setYear}
          onOverride={setOverride}
        />
      ) : null}
    </div>
  );
}

/** An instant on the wall clock of the calendar's own place. */
function Due({ due, zone }: { due: string | null; zone: string }) {
  const { i18n } = useTranslation();
  if (!due) return <b>…</b>;
  return (
    <b>
      <time dateTime={due} title={zone}>
        {new Intl.DateTimeFormat(i18n.language, {
          timeZone: zone,
          month: "long",
          day: "numeric",
          weekday: "short",
          hour: "2-digit",
          minute: "2-digit",
          hour12: false,
        }).format(new Date(due))}
      </time>
    </b>
  );
}

function Settings() {
  const { t, i18n } = useTranslation();
  const { document } = useDesigner();
  const change = useChange();
  const id = useId();
  const zones = Intl.supportedValuesOf("timeZone");
  const names = new Intl.DisplayNames([i18n.language], { type: "region" });
  const zone = String(document.zone ?? "");
  const holidays = typeof document.holidays === "string" ? document.holidays : "none";
  const countries = [...new Set([...COUNTRIES, ...(holidays === "none" ? [] : [holidays])])];
  return (
    <div className="members">
      <div className="field">
        <label className="field-label" htmlFor={`${id}-holidays`}>
          {t("calendars.holidays")}
        </label>
        <Select
          id={`${id}-holidays`}
          style={{ width: "100%" }}
          value={holidays}
          options={[
            { value: "none", label: t("calendars.no_holidays") },
            ...countries.map((each) => ({
              value: each,
              label:
                each === "CN"
                  ? t("calendars.holidays_cn")
                  : t("calendars.holidays_of", { country: regionName(names, each) }),
            })),
          ]}
          onChange={(value) =>
            change(t("calendars.did_holidays"), { holidays: value === "none" ? null : value })
          }
        />
        {holidays === "CN" ? <p className="field-help">{t("calendars.holidays_help")}</p> : null}
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-zone`}>
          {t("calendars.zone")}
        </label>
        <Select
          id={`${id}-zone`}
          style={{ width: "100%" }}
          value={zone}
          showSearch={{
            filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
          }}
          options={[...new Set([zone, "Asia/Shanghai", ...zones])].map((each) => ({
            value: each,
            label: each,
          }))}
          onChange={(value) => change(t("calendars.did_zone"), { zone: value })}
        />
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-day`}>
          {t("calendars.hours_per_day")}
        </label>
        <InputNumber
          id={`${id}-day`}
          style={{ width: "100%" }}
          min={0.5}
          max={24}
          step={0.5}
          value={typeof document.hours_per_day === "number" ? document.hours_per_day : null}
          placeholder={t("calendars.hours_per_day_none")}
          onChange={(value) =>
            change(t("calendars.did_hours_per_day"), { hours_per_day: value }, "hours_per_day")
          }
        />
        <p className="field-help">{t("calendars.hours_per_day_help")}</p>
      </div>
    </div>
  );
}

function regionName(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code.slice(0, 2)) ?? code;
  } catch {
    return code;
  }
}
