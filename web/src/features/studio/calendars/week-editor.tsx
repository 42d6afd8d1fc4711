import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DAYS, type Day, type Week } from "../../../designer/week";
import {
  clock,
  DAY,
  drawn,
  parseDay,
  resized,
  type Span,
  STEP,
  snap,
  spansOf,
  write,
} from "./hours";

const MARKS = [0, 6, 9, 12, 15, 18, 21, 24];

/** Working time of each weekday: drawn on a line or typed. */
export function WeekEditor({
  week,
  onChange,
}: {
  week: Week;
  onChange: (week: Week, day: Day) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="week">
      <div className="week-scale" aria-hidden="true">
        <div>
          {MARKS.map((hour) => (
            <span key={hour} style={{ insetInlineStart: `${(hour / 24) * 100}%` }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
      {DAYS.map((day) => (
        <DayLine
          key={day}
          name={t(`calendars.day.${day}`)}
          spans={week[day]}
          onChange={(spans) => onChange({ ...week, [day]: spans }, day)}
        />
      ))}
    </div>
  );
}

interface Drag {
  sort: "draw" | "from" | "to";
  at: number;
  start: number;
  now: number;
}

function DayLine({
  name,
  spans: texts,
  onChange,
}: {
  name: string;
  spans: string[];
  onChange: (spans: string[]) => void;
}) {
  const { t } = useTranslation();
  const line = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const spans = spansOf(texts);
  const shown = drag ? after(spans, drag) : spans;

  const point = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    return box ? snap((event.clientX - box.left) / box.width) : 0;
  };
  function begin(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return;
    const { at, end } = (event.target as HTMLElement).dataset;
    if (at !== undefined && end === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const start = point(event);
    setDrag({
      sort: end === "from" || end === "to" ? end : "draw",
      at: Number(at ?? -1),
      start,
      now: start,
    });
  }
  function finish() {
    if (!drag) return;
    const next = after(spans, drag).map(write);
    setDrag(null);
    if (next.join() !== texts.join()) onChange(next);
  }
  function onKey(event: KeyboardEvent, at: number) {
    const span = spans[at];
    if (!span) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      onChange(spans.filter((_, place) => place !== at).map(write));
      return;
    }
    const by = event.key === "ArrowRight" ? STEP : event.key === "ArrowLeft" ? -STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    const end = event.shiftKey ? "from" : "to";
    const to = Math.max(0, Math.min(DAY, span[end] + by));
    onChange(resized(spans, at, end, to).map(write));
  }
  return (
    <div className="week-day">
      <span className="week-name">{name}</span>
      <div
        ref={line}
        className="week-line"
        title={t("calendars.drag_help")}
        onPointerDown={begin}
        onPointerMove={(event) => drag && setDrag({ ...drag, now: point(event) })}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
      >
        {shown.map((span, at) => (
          <button
            key={at}
            type="button"
            className="week-span"
            data-at={at}
            style={{
              insetInlineStart: `${(span.from / DAY) * 100}%`,
              width: `${((Math.min(span.to, DAY) - span.from) / DAY) * 100}%`,
            }}
            aria-label={t("calendars.span", {
              day: name,
              start: clock(span.from),
              end: clock(span.to),
            })}
            onKeyDown={(event) => onKey(event, at)}
          >
            <i data-at={at} data-end="from" />
            <i data-at={at} data-end="to" />
          </button>
        ))}
      </div>
      <TypedDay name={name} spans={texts} onChange={onChange} />
    </div>
  );
}

function after(spans: readonly Span[], drag: Drag): Span[] {
  // A press without a move changes nothing: an end may stand beside the steps, or on the next day.
  if (drag.now === drag.start) return [...spans];
  return drag.sort === "draw"
    ? drawn(spans, drag.start, drag.now)
    : resized(spans, drag.at, drag.sort, drag.now);
}

export function TypedDay({
  name,
  spans,
  onChange,
}: {
  name: string;
  spans: string[];
  onChange: (spans: string[]) => void;
}) {
  const { t } = useTranslation();
  const said = spans.join(t("list.and"));
  const [text, setText] = useState(said);
  useEffect(() => setText(said), [said]);
  const parsed = parseDay(text);
  function keep() {
    if (parsed && parsed.join() !== spans.join()) onChange(parsed);
    else if (parsed) setText(said);
  }
  return (
    <input
      className={parsed ? "field-box week-typed" : "field-box week-typed is-wrong"}
      value={text}
      aria-label={t("calendars.hours_of", { day: name })}
      aria-invalid={parsed === null}
      placeholder={t("calendars.closed")}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  );
}
