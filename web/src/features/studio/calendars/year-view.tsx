import { Popover } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "../../../api/schema";
import { Icon } from "../../../app/icon";
import { DAYS } from "../../../designer/week";
import { TypedDay } from "./week-editor";

type DayAnswer = components["schemas"]["DayAnswer"];
export type Override = string | string[];

/** A year month by month: worked, free, holidays, adjusted and special days; a day is changed where it stands. */
export function YearView({
  year,
  days,
  overrides,
  known,
  onYear,
  onOverride,
}: {
  year: number;
  days: readonly DayAnswer[];
  overrides: Readonly<Record<string, Override>>;
  /** Whether the adjusted days of this year are known. */
  known: boolean;
  onYear: (year: number) => void;
  onOverride: (date: string, override: Override | null) => void;
}) {
  const { t } = useTranslation();
  const byMonth = Array.from({ length: 12 }, (_, month) =>
    days.filter((each) => Number(each.date.slice(5, 7)) === month + 1),
  );
  return (
    <section className="year">
      <header>
        <h3>{t("calendars.year_title")}</h3>
        <div className="year-switch">
          <button
            type="button"
            className="btn btn-icon btn-small"
            aria-label={t("calendars.year_before")}
            onClick={() => onYear(year - 1)}
          >
            <Icon name="back" size="s" />
          </button>
          <b>{year}</b>
          <button
            type="button"
            className="btn btn-icon btn-small"
            aria-label={t("calendars.year_after")}
            onClick={() => onYear(year + 1)}
          >
            <Icon name="right" size="s" />
          </button>
        </div>
        <ul className="year-legend">
          {(["holiday", "adjusted", "special"] as const).map((why) => (
            <li key={why}>
              <i className={`is-${why}`} />
              {t(`calendars.why.${why}`)}
            </li>
          ))}
        </ul>
      </header>
      {known ? null : (
        <p className="members-note">
          <Icon name="info" size="s" />
          {t("calendars.not_published", { year })}
        </p>
      )}
      <div className="year-months">
        {byMonth.map((month, place) => (
          <table key={month[0]?.date ?? place}>
            <caption>{dayjs(`${year}-${place + 1}-1`, "YYYY-M-D").format("MMMM")}</caption>
            <thead>
              <tr>
                {DAYS.map((day) => (
                  <th key={day} scope="col">
                    {t(`calendars.letter.${day}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(month).map((week) => (
                <tr key={week.find(Boolean)?.date}>
                  {week.map((day, column) => (
                    <td key={day?.date ?? `${DAYS[column]}`}>
                      {day ? (
                        <DayCell
                          day={day}
                          override={overrides[day.date] ?? null}
                          onOverride={(override) => onOverride(day.date, override)}
                        />
                      ) : null}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

/** Rows of seven, Monday first. */
function weeksOf(days: readonly DayAnswer[]): (DayAnswer | null)[][] {
  const [first] = days;
  if (!first) return [];
  const before = (dayjs(first.date).day() + 6) % 7;
  const cells: (DayAnswer | null)[] = [...Array.from({ length: before }, () => null), ...days];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, row) => cells.slice(row * 7, row * 7 + 7));
}

function DayCell({
  day,
  override,
  onOverride,
}: {
  day: DayAnswer;
  override: Override | null;
  onOverride: (override: Override | null) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const worked = day.minutes > 0;
  const says = [
    dayjs(day.date).format("YYYY-MM-DD ddd"),
    worked
      ? t("calendars.worked", { hours: Math.round(day.minutes / 6) / 10 })
      : t("calendars.closed"),
    ...(day.why === "week" ? [] : [t(`calendars.why.${day.why}`)]),
  ].join(" · ");
  const choose = (wanted: Override | null) => {
    setOpen(false);
    onOverride(wanted);
  };
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      arrow={false}
      content={
        <div className="year-day">
          <b>{says}</b>
          <div className="year-day-acts">
            <button
              type="button"
              className="btn btn-small"
              disabled={override === null}
              onClick={() => choose(null)}
            >
              {t("calendars.as_usual")}
            </button>
            <button type="button" className="btn btn-small" onClick={() => choose("closed")}>
              {t("calendars.make_closed")}
            </button>
            <button type="button" className="btn btn-small" onClick={() => choose("mon")}>
              {t("calendars.make_open")}
            </button>
          </div>
          <TypedDay
            name={day.date}
            spans={Array.isArray(override) ? override : []}
            onChange={(spans) => onOverride(spans.length > 0 ? spans : "closed")}
          />
        </div>
      }
    >
      <button
        type="button"
        className={`year-cell is-${day.why}${worked ? " is-worked" : ""}`}
        aria-label={`${Number(day.date.slice(8))} · ${says}`}
        title={says}
      >
        {Number(day.date.slice(8))}
      </button>
    </Popover>
  );
}
