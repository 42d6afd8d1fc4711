import { useQuery } from "@tanstack/react-query";
import { InputNumber } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { peopleQuery } from "../../../app/queries";
import { useAppModel } from "../../../designer/app-model";
import { entryOf } from "../../../designer/catalogue";
import type { Document } from "../../../designer/document";
import { type Around, ConditionBuilder } from "../../../designer/inputs";
import { useProblemsAt, useSessionStore } from "../../../designer/session";
import {
  ChoiceSelect,
  KeyInput,
  LocalTextInput,
  SettingLine,
  SettingsSection,
} from "../../../designer/settings";
import { WIDGETS } from "../../../designer/settings/widgets";
import type { FilterTree } from "../../../language/filter";
import { useTable } from "./bench";
import { ask, change, place, rename, set, widgetPath } from "./edit";
import { aboutDataset } from "./fields";
import { type At, COLUMNS, fitted } from "./grid";
import { inputFormOf } from "./input-form";
import { leastOf, type Query, type Sorting, type WidgetDocument } from "./model";
import { columnOf, datasetOf, measureName } from "./offer";
import { DimensionShelf, MeasureShelf } from "./shelves";

const CIRCLES = new Set(["weekday", "hour_of_day"]);

/** Everything one widget can be told. */
export function WidgetSettings({ name, target }: { name: string; target: string | null }) {
  const { t } = useTranslation();
  const { board, bench, offer, run } = useTable();
  const widget = board.widgets[name];
  const path = widgetPath(name);
  const problems = useProblemsAt(path);
  const title = useId();
  const dataset = useId();
  if (!widget) return null;
  const { query } = widget;
  const put = (next: Query, merge?: string) => run(ask(bench, board, name, next, merge));
  const own = problems.filter((each) => !["query", "settings"].includes(String(each.at[2] ?? "")));
  const asked = problems.filter((each) => each.at[2] === "query");
  return (
    <div className="s-panel">
      <SettingsSection
        section="data"
        title={t("board.section.data")}
        names={["title", "query", "chart"]}
        path={path}
      >
        <SettingLine id={title} title={t("board.title_label")} problems={own}>
          <LocalTextInput
            id={title}
            value={widget.title}
            onChange={(next) => next && run(change(bench, board, name, { title: next }, "title"))}
          />
        </SettingLine>
        <SettingLine id={dataset} title={t("board.dataset")}>
          <ChoiceSelect
            id={dataset}
            choices={offer.datasets.map((each) => ({ value: each.key, label: each.name }))}
            value={query.from}
            onChange={(key) => {
              const next = offer.datasets.find((each) => each.key === key);
              if (next && key !== query.from) put(aboutDataset(query, next));
            }}
          />
        </SettingLine>
        <Labelled title={t("board.dimensions")}>
          <DimensionShelf name={name} query={query} target={target} onChange={put} />
        </Labelled>
        <Labelled title={t("board.measures")}>
          <MeasureShelf name={name} query={query} target={target} onChange={put} />
        </Labelled>
        {asked.map((each) => (
          <p key={each.path} className="s-wrong" role="alert">
            {each.message}
          </p>
        ))}
        <FilterSetting query={query} onChange={(next) => put(next, "filter")} />
        <SortSetting query={query} onChange={put} />
        <LimitSetting query={query} onChange={(next) => put(next, "limit")} />
        <CompareSetting query={query} onChange={put} />
      </SettingsSection>
      <ChartSettings name={name} widget={widget} />
      <PlaceSettings name={name} widget={widget} />
    </div>
  );
}

function Labelled({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a shelf is no set of form fields
    <div className="s-setting" role="group" aria-label={title}>
      <span className="s-title">{title}</span>
      {children}
    </div>
  );
}

function useAround(): Around {
  const { app } = useTable();
  const model = useAppModel(app);
  const people = useQuery(peopleQuery).data?.items ?? [];
  return {
    teams: model.teams.map(({ key, label }) => ({ key, name: label })),
    people: people.map(({ id, name }) => ({ key: id, name })),
  };
}

function FilterSetting({ query, onChange }: { query: Query; onChange: (query: Query) => void }) {
  const { t } = useTranslation();
  const { app, offer } = useTable();
  const around = useAround();
  const dataset = datasetOf(offer, query.from);
  if (!dataset) return null;
  return (
    <Labelled title={t("board.filter")}>
      <ConditionBuilder
        form={inputFormOf(dataset, app)}
        around={around}
        value={query.filter as FilterTree | undefined}
        nothing={t("board.follows_bar")}
        label={t("board.filter")}
        onChange={(filter) => {
          const { filter: _, ...rest } = query;
          onChange(filter ? { ...rest, filter: filter as Document } : rest);
        }}
      />
    </Labelled>
  );
}

function SortSetting({ query, onChange }: { query: Query; onChange: (query: Query) => void }) {
  const { t } = useTranslation();
  const { offer } = useTable();
  const id = useId();
  const dataset = datasetOf(offer, query.from);
  if (!query.by?.length) return null;
  const names = [
    ...query.by.map((each) => columnOf(dataset, each.field)?.label ?? each.field),
    ...(query.measures ?? []).map((each) => measureName(offer, dataset, each)),
  ];
  const choices = names.flatMap((name, place) => [
    { value: `${place + 1} desc`, label: t("board.sort.falling", { name }) },
    { value: `${place + 1} asc`, label: t("board.sort.rising", { name }) },
  ]);
  const [first] = query.sort ?? [];
  const value = first ? `${placeOf(first, query)} ${first.desc ? "desc" : "asc"}` : "";
  return (
    <SettingLine id={id} title={t("board.sort.title")}>
      <ChoiceSelect
        id={id}
        choices={[{ value: "", label: t("board.sort.usual") }, ...choices]}
        value={value}
        onChange={(chosen) => {
          const [by, way] = (chosen ?? "").split(" ");
          onChange({
            ...query,
            sort: by ? [{ by: Number(by), ...(way === "desc" ? { desc: true } : {}) }] : [],
          });
        }}
      />
    </SettingLine>
  );
}

function placeOf({ by }: Sorting, { by: groups = [], measures = [] }: Query): number {
  if (typeof by === "number") return by;
  const keys = [
    ...groups.map(({ field }) => field),
    ...measures.map(({ measure }, place) => measure ?? `m${place}`),
  ];
  return keys.indexOf(by) + 1;
}

function LimitSetting({ query, onChange }: { query: Query; onChange: (query: Query) => void }) {
  const { t } = useTranslation();
  const id = useId();
  if (!query.by?.length) return null;
  return (
    <SettingLine id={id} title={t("board.limit")}>
      <InputNumber
        id={id}
        min={1}
        max={10_000}
        precision={0}
        style={{ width: "100%" }}
        value={query.limit ?? null}
        placeholder={t("board.limit_usual")}
        onChange={(limit) => {
          const { limit: _, ...rest } = query;
          onChange(limit ? { ...rest, limit } : rest);
        }}
      />
    </SettingLine>
  );
}

function CompareSetting({ query, onChange }: { query: Query; onChange: (query: Query) => void }) {
  const { t } = useTranslation();
  const { offer } = useTable();
  const id = useId();
  const dataset = datasetOf(offer, query.from);
  const alongTime = (query.by ?? []).some((each) => {
    const bucket = each.bucket ?? "";
    return columnOf(dataset, each.field)?.buckets.length && !CIRCLES.has(bucket);
  });
  const periods = countOf(query.filter, "within");
  const reason = alongTime
    ? "board.compare.along_time"
    : periods === 1
      ? null
      : "board.compare.period";
  return (
    <SettingLine id={id} title={t("board.compare.title")} help={reason ? t(reason) : null}>
      <ChoiceSelect
        id={id}
        disabled={reason !== null && !query.compare}
        choices={["", "previous_period", "previous_year"].map((value) => ({
          value,
          label: t(`board.compare.${value || "none"}`),
        }))}
        value={query.compare ?? ""}
        onChange={(compare) => {
          const { compare: _, ...rest } = query;
          onChange(compare ? { ...rest, compare } : rest);
        }}
      />
    </SettingLine>
  );
}

/** How many conditions with this operator every row must meet. */
function countOf(filter: Document | undefined, op: string): number {
  if (!filter) return 0;
  const parts = Array.isArray(filter.all) ? (filter.all as Document[]) : [filter];
  return parts.filter((each) => each.op === op).length;
}

/** What the chart itself can be told, from its schema. */
function ChartSettings({ name, widget }: { name: string; widget: WidgetDocument }) {
  const { t } = useTranslation();
  const { app, board, bench, entries, run } = useTable();
  const entry = entryOf(entries, widget.chart);
  const path = [...widgetPath(name), "settings"];
  const problems = useProblemsAt(path);
  const properties = Object.entries(entry?.settings?.properties ?? {});
  if (properties.length === 0) return null;
  const settings = widget.settings ?? {};
  return (
    <SettingsSection
      section="chart"
      title={t("board.section.chart", { name: entry?.name })}
      names={properties.map(([key]) => key)}
      path={path}
    >
      {properties.map(([key, setting]) => {
        const Input = WIDGETS[setting.widget];
        const id = `chart-${key}`;
        if (!Input) return null;
        return (
          <SettingLine
            key={key}
            id={id}
            title={setting.title}
            help={setting.help}
            inline={setting.widget === "switch"}
            problems={problems.filter((each) => each.at[3] === key)}
          >
            {Input({
              app,
              name: key,
              id,
              setting,
              value: settings[key] ?? setting.default,
              settings,
              required: false,
              onChange: (value) => {
                const usual = value === (setting.default ?? undefined) || value === undefined;
                run(set(bench, board, name, { ...settings, [key]: usual ? null : value }));
              },
            })}
          </SettingLine>
        );
      })}
    </SettingsSection>
  );
}

/** Place and size in numbers, and the key. */
function PlaceSettings({ name, widget }: { name: string; widget: WidgetDocument }) {
  const { t } = useTranslation();
  const { board, bench, run } = useTable();
  const store = useSessionStore();
  const [x, y, w, h] = widget.at;
  const least = leastOf(widget.chart);
  const put = (at: At) => run(place(bench, board, new Map([[name, fitted(at, least)]]), "resize"));
  const numbers: [string, number, number, number, (value: number) => At][] = [
    ["x", x + 1, 1, COLUMNS, (value) => [value - 1, y, w, h]],
    ["y", y + 1, 1, 1000, (value) => [x, value - 1, w, h]],
    ["w", w, least.w, COLUMNS, (value) => [Math.min(x, COLUMNS - value), y, value, h]],
    ["h", h, least.h, 40, (value) => [x, y, w, value]],
  ];
  return (
    <SettingsSection
      section="advanced"
      title={t("board.arrange")}
      names={["at"]}
      path={widgetPath(name)}
    >
      <div className="bd-numbers">
        {numbers.map(([key, value, low, high, at]) => (
          <label key={key} htmlFor={`at-${key}`}>
            <span>{t(`board.at.${key}`)}</span>
            <InputNumber
              id={`at-${key}`}
              size="small"
              min={low}
              max={high}
              precision={0}
              value={value}
              onChange={(next) => next && put(at(next))}
            />
          </label>
        ))}
      </div>
      <SettingLine id={`key-${name}`} title={t("board.key")}>
        <KeyInput
          id={`key-${name}`}
          value={name}
          fixed={store.getState().isUsed("widget", [name])}
          taken={(key) => key in board.widgets || bench.isUsed(key)}
          onRename={(key) => run(rename(bench, board, name, key))}
        />
      </SettingLine>
    </SettingsSection>
  );
}
