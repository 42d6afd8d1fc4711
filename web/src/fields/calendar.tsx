import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { serverDate } from "../api/server-time";
import { Icon } from "../ui/icon";
import { dayOf, readInstant, showInstant } from "./day";
import type { FieldValue } from "./definition";
import { useFieldEnvironment } from "./environment";

export interface CalendarProps {
  /** A day, or an instant where it is timed; "" for none. */
  value: string;
  timed: boolean;
  min: string | null;
  max: string | null;
  clearable: boolean;
  /** `done`: nothing else is to be chosen. */
  onChoose: (value: FieldValue, done: boolean) => void;
}

const DAY = 86_400_000;
const WEEKS = 6;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
const MINUTES = Array.from({ length: 12 }, (_, step) => String(step * 5).padStart(2, "0"));
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const shifted = (day: string, days: number) =>
  new Date(at(day).getTime() + days * DAY).toISOString().slice(0, 10);

/** The same day of another month, or that month's last one. */
function inMonth(day: string, months: number): string {
  const found = at(`${day.slice(0, 8)}01`);
  found.setUTCMonth(found.getUTCMonth() + months);
  const last = new Date(Date.UTC(found.getUTCFullYear(), found.getUTCMonth() + 1, 0)).getUTCDate();
  found.setUTCDate(Math.min(Number(day.slice(8)), last));
  return found.toISOString().slice(0, 10);
}

/** One month to choose a day from, weeks from Monday on; beside it the time where there is one. */
export default function Calendar({ value, timed, min, max, clearable, onChoose }: CalendarProps) {
  const { language, t } = useFieldEnvironment();
  const local = timed && value ? showInstant(value) : value;
  const chosen = local.slice(0, 10);
  const [time, setTime] = useState(local.slice(11) || "09:00");
  const today = dayOf(serverDate());
  const [day, setDay] = useState(chosen || today);
  const grid = useRef<HTMLTableElement>(null);
  const moved = useRef(true);

  // The day one is at has the focus, as soon as the calendar opens.
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
  }, [day]);

  const first = `${day.slice(0, 8)}01`;
  const start = shifted(first, -((at(first).getUTCDay() + 6) % 7));
  const [low, high] = [min, max].map((each) =>
    each && timed ? showInstant(each).slice(0, 10) : each,
  );
  const closed = (each: string) => Boolean((low && each < low) || (high && each > high));

  function take(each: string, hour = time) {
    if (closed(each)) return;
    onChoose(timed ? readInstant(`${each} ${hour}`) : each, !timed);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    let next: string | null = null;
    if (step) next = shifted(day, step);
    else if (event.key === "PageUp") next = inMonth(day, event.shiftKey ? -12 : -1);
    else if (event.key === "PageDown") next = inMonth(day, event.shiftKey ? 12 : 1);
    else if (event.key === "Home") next = shifted(day, -((at(day).getUTCDay() + 6) % 7));
    else if (event.key === "End") next = shifted(day, 6 - ((at(day).getUTCDay() + 6) % 7));
    if (next === null) return;
    event.preventDefault();
    moved.current = true;
    setDay(next);
  }

  function turn(months: number) {
    setDay(inMonth(day, months));
  }

  const named = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(at(first));
  const weekday = new Intl.DateTimeFormat(language, { weekday: "narrow", timeZone: "UTC" });

  return (
    <div className="f-calendar">
      <div className="f-calendar-days">
        <div className="f-calendar-head">
          <button type="button" aria-label={t("date.year_before")} onClick={() => turn(-12)}>
            «
          </button>
          <button type="button" aria-label={t("date.month_before")} onClick={() => turn(-1)}>
            ‹
          </button>
          <b aria-live="polite">{named}</b>
          <button type="button" aria-label={t("date.month_after")} onClick={() => turn(1)}>
            ›
          </button>
          <button type="button" aria-label={t("date.year_after")} onClick={() => turn(12)}>
            »
          </button>
        </div>
        <table ref={grid} onKeyDown={onKeyDown}>
          <caption className="ui-sr">{named}</caption>
          <thead>
            <tr>
              {Array.from({ length: 7 }, (_, place) => {
                const name = weekday.format(at(shifted(start, place)));
                return (
                  <th key={shifted(start, place)} scope="col">
                    {name}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: WEEKS }, (_, week) => (
              <tr key={shifted(start, week * 7)}>
                {Array.from({ length: 7 }, (_each, place) => {
                  const each = shifted(start, week * 7 + place);
                  const names = [
                    each.slice(0, 7) === day.slice(0, 7) ? "" : "f-day-other",
                    each === today ? "f-day-today" : "",
                    each === chosen ? "f-day-chosen" : "",
                  ];
                  return (
                    <td key={each}>
                      <button
                        type="button"
                        data-day={each}
                        className={names.filter(Boolean).join(" ")}
                        tabIndex={each === day ? 0 : -1}
                        disabled={closed(each)}
                        aria-pressed={each === chosen}
                        aria-label={each}
                        onClick={() => {
                          setDay(each);
                          take(each);
                        }}
                      >
                        {Number(each.slice(8))}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <div className="f-calendar-foot">
          <button
            type="button"
            disabled={closed(today)}
            onClick={() => {
              const now = nowTime(time, timed);
              setTime(now);
              take(today, now);
            }}
          >
            {t(timed ? "date.now" : "date.today")}
          </button>
          {clearable ? (
            <button type="button" onClick={() => onChoose(null, true)}>
              {t("date.clear")}
            </button>
          ) : null}
          {timed ? (
            <button
              type="button"
              className="f-calendar-done"
              disabled={closed(chosen || day)}
              onClick={() => onChoose(readInstant(`${chosen || day} ${time}`), true)}
            >
              <Icon name="check" small />
              {t("date.done")}
            </button>
          ) : null}
        </div>
      </div>
      {timed ? (
        <Times
          time={time}
          onChange={(next) => {
            setTime(next);
            take(chosen || day, next);
          }}
        />
      ) : null}
    </div>
  );
}

function nowTime(time: string, timed: boolean): string {
  if (!timed) return time;
  const now = serverDate();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

function Times({ time, onChange }: { time: string; onChange: (time: string) => void }) {
  const { t } = useFieldEnvironment();
  const [hour = "09", minute = "00"] = time.split(":");
  const minutes = MINUTES.includes(minute) ? MINUTES : [...MINUTES, minute].sort();
  return (
    <div className="f-calendar-times">
      {(
        [
          ["hour", HOURS, hour],
          ["minute", minutes, minute],
        ] as const
      ).map(([part, all, chosen]) => (
        <TimeColumn
          key={part}
          label={t(`date.${part}`)}
          all={all}
          chosen={chosen}
          onChoose={(next) => onChange(part === "hour" ? `${next}:${minute}` : `${hour}:${next}`)}
        />
      ))}
    </div>
  );
}

interface TimeColumnProps {
  label: string;
  all: readonly string[];
  chosen: string;
  onChoose: (next: string) => void;
}

function TimeColumn({ label, all, chosen, onChoose }: TimeColumnProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    const one = box?.querySelector<HTMLElement>(`[data-part="${chosen}"]`);
    if (box && one) box.scrollTop = one.offsetTop - box.clientHeight / 2;
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = all[(all.indexOf(chosen) + step + all.length) % all.length];
    if (next === undefined) return;
    onChoose(next);
    list.current?.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no such look, and the label is named here
    <div ref={list} role="group" aria-label={label} onKeyDown={onKeyDown}>
      {all.map((each) => (
        <button
          key={each}
          type="button"
          data-part={each}
          className={each === chosen ? "f-day-chosen" : ""}
          tabIndex={each === chosen ? 0 : -1}
          aria-pressed={each === chosen}
          onClick={() => onChoose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  );
}
