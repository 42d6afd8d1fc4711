import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import type { Document } from "../../../designer/document";
import { DragList, DragRow } from "../../../designer/drag/list";
import { ConditionBuilder } from "../../../designer/inputs";
import { ChoiceSelect } from "../../../designer/settings";
import type { FilterTree } from "../../../language/filter";
import type { Dimension } from "../suggest";
import { useTable } from "./bench";
import { type Shelf, withoutGone } from "./fields";
import { inputFormOf } from "./input-form";
import type { Measure, Query } from "./model";
import { columnOf, datasetOf, measureName } from "./offer";

interface ShelfProps {
  name: string;
  query: Query;
  target: string | null;
  onChange: (query: Query) => void;
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, place) => place !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}

/** The dimensions of a widget: dropped here, in their order; the second divides the first. */
export function DimensionShelf({ name, query, target, onChange }: ShelfProps) {
  const { t } = useTranslation();
  const { offer } = useTable();
  const dataset = datasetOf(offer, query.from);
  const by = query.by ?? [];
  const put = (next: readonly Dimension[]) => onChange(withoutGone({ ...query, by: next }));
  return (
    <ShelfBox shelf="by" target={target} isEmpty={by.length === 0}>
      <DragList onMove={(from, to) => put(moved(by, from, to))}>
        {by.map((each, place) => {
          const column = columnOf(dataset, each.field);
          const label = column?.label ?? each.field;
          const change = (values: Partial<Dimension>) =>
            put(by.map((one, at) => (at === place ? { ...one, ...values } : one)));
          return (
            <DragRow key={each.field} id={`${name} by ${each.field}`} index={place} label={label}>
              <span className="bd-pill">
                <span className="clip">
                  {label}
                  {place > 0 ? <em>{t("board.divides")}</em> : null}
                </span>
                {column?.buckets.length ? (
                  <ChoiceSelect
                    inline
                    label={t("board.bucket_of", { name: label })}
                    choices={column.buckets.map((bucket) => ({
                      value: bucket,
                      label: t(`board.bucket.${bucket}`),
                    }))}
                    value={each.bucket ?? "day"}
                    onChange={(bucket) => bucket && change({ bucket })}
                  />
                ) : null}
                {each.ranges ? (
                  <Ranges
                    label={label}
                    ranges={each.ranges}
                    isDuration={column?.type === "duration"}
                    onChange={(ranges) => change({ ranges })}
                  />
                ) : null}
                <RemoveButton
                  name={label}
                  onClick={() => put(by.filter((_, at) => at !== place))}
                />
              </span>
            </DragRow>
          );
        })}
      </DragList>
    </ShelfBox>
  );
}

/** The measures of a widget: what is computed, of which rows, under which name. */
export function MeasureShelf({ name, query, target, onChange }: ShelfProps) {
  const { t } = useTranslation();
  const { offer } = useTable();
  const dataset = datasetOf(offer, query.from);
  const measures = query.measures ?? [];
  const put = (next: readonly Measure[]) => onChange(withoutGone({ ...query, measures: next }));
  return (
    <ShelfBox shelf="measures" target={target} isEmpty={measures.length === 0}>
      <DragList onMove={(from, to) => put(moved(measures, from, to))}>
        {measures.map((each, place) => {
          const column = columnOf(dataset, each.field);
          const label = measureName(offer, dataset, each);
          const change = (next: Measure) =>
            put(measures.map((one, at) => (at === place ? next : one)));
          return (
            <DragRow
              key={`${place} ${label}`}
              id={`${name} measure ${place}`}
              index={place}
              label={label}
            >
              <span className="bd-pill">
                <span className="clip" title={label}>
                  {each.as ?? (column ? column.label : label)}
                  {each.filter ? <em>{t("board.filtered")}</em> : null}
                </span>
                {column ? (
                  <ChoiceSelect
                    inline
                    label={t("board.aggregate_of", { name: label })}
                    choices={offer.aggregates
                      .filter(({ key }) => column.aggregates.includes(key))
                      .map((one) => ({ value: one.key, label: one.name }))}
                    value={each.agg}
                    onChange={(agg) => agg && change({ ...each, agg })}
                  />
                ) : null}
                <MeasureMore
                  name={name}
                  place={place}
                  query={query}
                  measure={each}
                  onChange={change}
                />
                <RemoveButton
                  name={label}
                  disabled={measures.length === 1}
                  onClick={() => put(measures.filter((_, at) => at !== place))}
                />
              </span>
            </DragRow>
          );
        })}
      </DragList>
    </ShelfBox>
  );
}

/** Another name, and which rows count. */
function MeasureMore({
  query,
  measure,
  place,
  onChange,
}: {
  name: string;
  place: number;
  query: Query;
  measure: Measure;
  onChange: (measure: Measure) => void;
}) {
  const { t } = useTranslation();
  const { offer, app } = useTable();
  const [open, setOpen] = useState(false);
  const dataset = datasetOf(offer, query.from);
  const set = (values: { as?: string | undefined; filter?: Document | undefined }) => {
    const { as, filter, ...rest } = { ...measure, ...values };
    onChange({ ...rest, ...(filter ? { filter } : {}), ...(as ? { as } : {}) });
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="bd-more" data-keys="own">
          <label htmlFor={`measure-name-${place}`}>{t("board.measure_name")}</label>
          <input
            id={`measure-name-${place}`}
            className="s-line"
            maxLength={80}
            value={measure.as ?? ""}
            placeholder={measureName(offer, dataset, { ...measure, as: "" })}
            onChange={(event) => set({ as: event.target.value || undefined })}
          />
          {measure.measure || !dataset ? null : (
            <>
              <span>{t("board.measure_filter")}</span>
              <ConditionBuilder
                form={inputFormOf(dataset, app)}
                value={measure.filter as FilterTree | undefined}
                nothing={t("board.all_rows")}
                label={t("board.measure_filter")}
                onChange={(filter) => set({ filter: filter as Document | undefined })}
              />
            </>
          )}
        </div>
      }
    >
      <button
        type="button"
        className="bd-mini"
        aria-label={t("board.measure_more")}
        title={t("board.measure_more")}
      >
        <Icon name="more" size="s" />
      </button>
    </Popover>
  );
}

function ShelfBox({
  shelf,
  target,
  isEmpty,
  children,
}: {
  shelf: Shelf;
  target: string | null;
  isEmpty: boolean;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={target === shelf ? "bd-shelf is-target" : "bd-shelf"} data-drop-shelf={shelf}>
      {children}
      {target === shelf ? (
        <p>{t("board.let_go")}</p>
      ) : isEmpty ? (
        <p>{t(`board.shelf.${shelf}`)}</p>
      ) : null}
    </div>
  );
}

function RemoveButton({
  name,
  disabled = false,
  onClick,
}: {
  name: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="bd-mini"
      disabled={disabled}
      aria-label={t("board.take_out", { name })}
      title={disabled ? t("board.last_measure") : t("board.take_out", { name })}
      onClick={onClick}
    >
      <Icon name="x" size="s" />
    </button>
  );
}

/** The rising bounds of ranges as people write them: 「10, 50, 100」; hours where they are durations. */
function Ranges({
  label,
  ranges,
  isDuration,
  onChange,
}: {
  label: string;
  ranges: readonly number[];
  isDuration: boolean;
  onChange: (ranges: number[]) => void;
}) {
  const { t } = useTranslation();
  const unit = isDuration ? 3600 : 1;
  const written = ranges.map((each) => each / unit).join(", ");
  const [draft, setDraft] = useState<string | null>(null);
  function finish() {
    const read = [
      ...new Set(
        (draft ?? "")
          .split(/[,，、\s]+/)
          .filter(Boolean)
          .map(Number)
          .filter(Number.isFinite),
      ),
    ].sort((a, b) => a - b);
    if (draft !== null && read.length > 0) onChange(read.slice(0, 50).map((each) => each * unit));
    setDraft(null);
  }
  return (
    <input
      className="bd-ranges"
      aria-label={t(isDuration ? "board.ranges_hours" : "board.ranges", { name: label })}
      title={t(isDuration ? "board.ranges_hours" : "board.ranges", { name: label })}
      value={draft ?? written}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => event.key === "Enter" && finish()}
    />
  );
}
