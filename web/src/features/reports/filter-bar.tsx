import { DatePicker, Popover } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/types";
import { Icon } from "../../app/icon";
import { type Bar, PERIODS, type Period, readPeriod, writeBar, writePeriod } from "./bar";

/** What is shown at once; the rest of the fields stands behind 添加筛选. */
const SHOWN = 3;

/** One set of filters for every widget; it lives in the address. */
export function FilterBar({
  bar: given,
  fields,
  crossed,
  onChange: tell,
}: {
  bar: Bar;
  fields: readonly Field[];
  /** What was pointed at in a widget: its name, how to see the records behind, how to undo it. */
  crossed?: { name: string; onLook?: (() => void) | undefined; onClear: () => void } | undefined;
  onChange: (bar: Bar) => void;
}) {
  const { t } = useTranslation();
  const [added, setAdded] = useState<readonly string[]>([]);
  // The address follows a moment later: what was ticked is shown at once.
  const [bar, setBar] = useState(given);
  const [known, setKnown] = useState(given);
  if (!isSame(known, given)) {
    setKnown(given);
    setBar(given);
  }
  const onChange = (next: Bar) => {
    setBar(next);
    tell(next);
  };
  const shown = fields.filter(
    (field, place) => place < SHOWN || field.key in bar.values || added.includes(field.key),
  );
  const more = fields.filter((field) => !shown.includes(field));
  const isOn = bar.period !== null || Object.keys(bar.values).length > 0;
  const choose = (field: string, keys: string[]) => {
    const { [field]: _, ...rest } = bar.values;
    onChange({ ...bar, values: keys.length > 0 ? { ...rest, [field]: keys } : rest });
  };
  return (
    <div className="filter-bar" role="toolbar" aria-label={t("reports.filters")}>
      <PeriodFilter period={bar.period} onChange={(period) => onChange({ ...bar, period })} />
      {shown.map((field) => (
        <FieldFilter
          key={field.key}
          field={field}
          chosen={bar.values[field.key] ?? []}
          onChange={(keys) => choose(field.key, keys)}
        />
      ))}
      {more.length > 0 ? (
        <Chip
          label={
            <>
              <Icon name="plus" size="s" />
              {t("reports.add_filter")}
            </>
          }
          dashed
        >
          {(close) => (
            <ul className="filter-menu">
              {more.map((field) => (
                <li key={field.key}>
                  <button
                    type="button"
                    onClick={() => {
                      setAdded([...added, field.key]);
                      close();
                    }}
                  >
                    {field.label}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Chip>
      ) : null}
      {crossed ? (
        <span className="filter is-on crossed">
          <Icon name="check" size="s" />
          <b className="clip" title={crossed.name}>
            {crossed.name}
          </b>
          {crossed.onLook ? (
            <button type="button" className="text-link" onClick={crossed.onLook}>
              {t("reports.crossed_look")}
            </button>
          ) : null}
          <button
            type="button"
            className="crossed-x"
            aria-label={t("reports.crossed_clear", { name: crossed.name })}
            title={t("reports.crossed_clear", { name: crossed.name })}
            onClick={crossed.onClear}
          >
            <Icon name="x" size="s" />
          </button>
        </span>
      ) : null}
      {isOn || crossed ? (
        <button
          type="button"
          className="text-link"
          onClick={() => {
            if (isOn) onChange({ period: null, values: {} });
            crossed?.onClear();
          }}
        >
          {t("reports.clear")}
        </button>
      ) : null}
    </div>
  );
}

function isSame(one: Bar, other: Bar): boolean {
  return (
    String(writeBar(new URLSearchParams(), one)) === String(writeBar(new URLSearchParams(), other))
  );
}

/** A button of the bar that opens something below it. */
function Chip({
  label,
  isOn = false,
  dashed = false,
  children,
}: {
  label: React.ReactNode;
  isOn?: boolean;
  dashed?: boolean;
  children: (close: () => void) => React.ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={children(() => setOpen(false))}
    >
      <button
        type="button"
        className={["filter", isOn && "is-on", dashed && "is-dashed"].filter(Boolean).join(" ")}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        {label}
      </button>
    </Popover>
  );
}

function FieldFilter({
  field,
  chosen,
  onChange,
}: {
  field: Field;
  chosen: readonly string[];
  onChange: (keys: string[]) => void;
}) {
  const { t } = useTranslation();
  const options = field.options ?? [];
  const words = options.filter(({ key }) => chosen.includes(key)).map(({ label }) => label);
  return (
    <Chip
      isOn={chosen.length > 0}
      label={
        <>
          <span>{field.label}</span>
          <b>{words.length > 0 ? words.join(t("board.and")) : t("reports.all")}</b>
          <Icon name="down" size="s" />
        </>
      }
    >
      {() => (
        <fieldset className="filter-options">
          <legend className="unseen">{field.label}</legend>
          {options.map(({ key, label }) => (
            <label key={key} className="tick">
              <input
                type="checkbox"
                checked={chosen.includes(key)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...chosen, key] : chosen.filter((each) => each !== key),
                  )
                }
              />
              {label}
            </label>
          ))}
        </fieldset>
      )}
    </Chip>
  );
}

function PeriodFilter({
  period,
  onChange,
}: {
  period: Period | null;
  onChange: (period: Period | null) => void;
}) {
  const { t } = useTranslation();
  const name = usePeriodName();
  const written = period ? writePeriod(period) : "";
  const days = period && "from" in period ? period : null;
  return (
    <Chip
      isOn={period !== null}
      label={
        <>
          <Icon name="calendar" size="s" />
          <b>{name(period)}</b>
          <Icon name="down" size="s" />
        </>
      }
    >
      {(close) => (
        <div className="filter-period">
          <ul className="filter-menu">
            {["", ...PERIODS].map((each) => (
              <li key={each}>
                <button
                  type="button"
                  aria-pressed={each === written}
                  onClick={() => {
                    onChange(readPeriod(each));
                    close();
                  }}
                >
                  {name(readPeriod(each))}
                </button>
              </li>
            ))}
          </ul>
          <DatePicker.RangePicker
            size="small"
            allowClear={false}
            value={days ? [dayjs(days.from), dayjs(days.to)] : null}
            onChange={(range) => {
              const [from, to] = range ?? [];
              if (!from || !to) return;
              onChange({ from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD") });
              close();
            }}
            aria-label={t("reports.period.days")}
          />
        </div>
      )}
    </Chip>
  );
}

/** A period in words: 「近 30 天」, 「本月」, 「11-01 至 11-20」. */
export function usePeriodName(): (period: Period | null) => string {
  const { t } = useTranslation();
  return (period) => {
    if (!period) return t("reports.period.all");
    if ("from" in period)
      return t("reports.period.between", {
        from: dayjs(period.from).format("MM-DD"),
        to: dayjs(period.to).format("MM-DD"),
      });
    if ("this" in period) return t(`reports.period.this_${period.this}`);
    const [word, n] = "last" in period ? ["last", period.last] : ["previous", period.previous];
    if (word === "previous" && n === 1) return t(`reports.period.previous_${period.unit}`);
    return t(`reports.period.${word}`, { n, unit: t(`reports.period.unit_${period.unit}`, { n }) });
  };
}
