import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { DUE, promiseColumns, SYSTEM, TITLE, usualColumns } from "../../app/usual-list";
import type { AppModel, ModelField, ModelForm } from "../../designer/app-model";
import { DragList, DragRow } from "../../designer/drag/list";
import { ConditionBuilder, promiseFields, useInputs } from "../../designer/inputs";
import { useProblemsAt } from "../../designer/session";
import { ChoiceSelect, LocalTextInput, SettingLine } from "../../designer/settings";
import { textIn } from "../../designer/texts";
import { kindOf } from "../../fields";
import type { FilterTree } from "../../language/filter";
import { type ListView, listForm } from "./list-views";

type Change = (label: string, values: Readonly<Record<string, unknown>>, merge?: string) => void;

/** What can be a column of the form's list, by key, in the order of the form. */
export function useColumnNames(form: ModelForm): ReadonlyMap<string, string> {
  const { t } = useTranslation();
  const { title_field: title } = listForm(form);
  const found = new Map<string, string>();
  const titled = form.fields.find((field) => field.key === title)?.label;
  found.set(TITLE, form.statusField || !titled ? t("list.column.title") : titled);
  for (const key of SYSTEM)
    if (key !== DUE || form.statusField) found.set(key, t(`list.column.${key}`));
  for (const field of form.fields)
    if (field.key !== title && !kindOf(field).layout) found.set(field.key, field.label);
  for (const key of promiseColumns(listForm(form))) found.set(key, t(`list.column.${key}`));
  return found;
}

const DENSITIES = ["compact", "normal", "roomy"] as const;

/** Name, condition, columns, order, groups and row height of one tab. */
export function ListSettings({
  model,
  form,
  name,
  view,
  onChange,
}: {
  model: AppModel;
  form: ModelForm;
  name: string;
  view: ListView;
  onChange: Change;
}) {
  const { t } = useTranslation();
  const id = useId();
  const language = usePreferences((state) => state.language);
  const [, around] = useInputs(model, form.key);
  const label = textIn(view.name, language) || name;
  const problems = {
    name: useProblemsAt(["views", name, "name"]),
    filter: useProblemsAt(["views", name, "filter"]),
    fields: useProblemsAt(["views", name, "fields"]),
    sort: useProblemsAt(["views", name, "sort"]),
    group: useProblemsAt(["views", name, "group"]),
  };
  const sortable = form.fields.filter(
    (field) =>
      !kindOf(field).layout &&
      !kindOf(field).given &&
      !kindOf(field).unsorted &&
      field.settings.sensitive !== true,
  );
  const levels = new Map((form.levels ?? []).map(({ key, label }) => [key, { key, label }]));
  const promised = promiseFields(listForm(form), [...levels.values()], (key) =>
    t(`list.column.${key}`),
  );
  const orders = [
    ...(["created_at", "updated_at", "number"] as const).map((key) => ({
      value: key as string,
      label: t(`list.column.${key}`),
    })),
    ...sortable.map((field) => ({ value: field.key, label: field.label })),
    ...promised.map(({ key, label }) => ({ value: key, label })),
  ];
  const groupable = form.fields.filter(groupsWell);
  const sort = view.sort ?? { by: "created_at", desc: true };
  const density = view.density ?? "normal";
  const inputs = {
    key: form.key,
    name: form.label,
    fields: [
      ...form.fields.map(({ key, type, label: said, options }) => ({
        key,
        type,
        label: said,
        ...(options.length > 0 ? { options } : {}),
      })),
      ...promised,
    ],
  };
  return (
    <div className="fd-lists-settings">
      <SettingLine
        at={["views", name, "name"]}
        id={`${id}-name`}
        title={t("form_lists.name")}
        problems={problems.name}
      >
        <LocalTextInput
          id={`${id}-name`}
          value={view.name}
          onChange={(text) =>
            onChange(t("form_lists.did_name"), { name: text ?? { [language]: "" } }, `view.${name}`)
          }
        />
      </SettingLine>
      <SettingLine
        at={["views", name, "filter"]}
        id={`${id}-filter`}
        title={t("form_lists.filter")}
        problems={problems.filter}
      >
        <ConditionBuilder
          form={inputs}
          around={around}
          value={view.filter}
          nothing={t("form_lists.filter_none")}
          label={t("form_lists.filter")}
          onChange={(filter: FilterTree | undefined) =>
            onChange(t("form_lists.did_filter", { name: label }), { filter: filter ?? null })
          }
        />
      </SettingLine>
      <SettingLine
        at={["views", name, "fields"]}
        id={`${id}-columns`}
        title={t("form_lists.columns")}
        problems={problems.fields}
      >
        <Columns
          id={`${id}-columns`}
          form={form}
          value={view.fields}
          onChange={(fields) =>
            onChange(t("form_lists.did_columns", { name: label }), { fields: fields ?? null })
          }
        />
      </SettingLine>
      <div className="fd-two">
        <SettingLine
          at={["views", name, "sort"]}
          id={`${id}-sort`}
          title={t("form_lists.sort")}
          problems={problems.sort}
        >
          <ChoiceSelect
            id={`${id}-sort`}
            choices={orders}
            value={sort.by}
            onChange={(by) =>
              by && onChange(t("form_lists.did_sort", { name: label }), { sort: { ...sort, by } })
            }
          />
        </SettingLine>
        <SettingLine id={`${id}-way`} title={t("form_lists.direction")}>
          <ChoiceSelect
            id={`${id}-way`}
            choices={[
              { value: "desc", label: t("form_lists.descending") },
              { value: "asc", label: t("form_lists.ascending") },
            ]}
            value={sort.desc ? "desc" : "asc"}
            onChange={(way) =>
              onChange(t("form_lists.did_sort", { name: label }), {
                sort: way === "desc" ? { by: sort.by, desc: true } : { by: sort.by },
              })
            }
          />
        </SettingLine>
        <SettingLine
          at={["views", name, "group"]}
          id={`${id}-group`}
          title={t("form_lists.group")}
          problems={problems.group}
        >
          <ChoiceSelect
            id={`${id}-group`}
            clearable
            placeholder={t("form_lists.group_none")}
            choices={groupable.map((field) => ({ value: field.key, label: field.label }))}
            value={view.group}
            onChange={(group) =>
              onChange(t("form_lists.did_group", { name: label }), { group: group ?? null })
            }
          />
        </SettingLine>
        <SettingLine id={`${id}-density`} title={t("form_lists.density")}>
          <fieldset className="d-switcher fd-wide" aria-label={t("form_lists.density")}>
            {DENSITIES.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={density === each}
                className={density === each ? "is-on" : undefined}
                onClick={() =>
                  onChange(t("form_lists.did_density", { name: label }), {
                    density: each === "normal" ? null : each,
                  })
                }
              >
                {t(`form_lists.${each}`)}
              </button>
            ))}
          </fieldset>
        </SettingLine>
      </div>
    </div>
  );
}

/** Whether a list groups well by it: few values, each with a name. */
function groupsWell(field: ModelField): boolean {
  const { ask, compares } = kindOf(field);
  if (compares === "text") return ask === "choose";
  return compares === "person" || compares === "boolean" || compares === "date";
}

/** The columns in their order: dragged, or moved with Alt and the arrows; taken out and put in. */
function Columns({
  id,
  form,
  value,
  onChange,
}: {
  id: string;
  form: ModelForm;
  value: readonly string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}) {
  const { t } = useTranslation();
  const names = useColumnNames(form);
  const keys = value ?? usualColumns(listForm(form));
  function move(from: number, to: number) {
    const key = keys[from];
    if (key === undefined || to < 0 || to >= keys.length) return;
    const next = keys.filter((_, place) => place !== from);
    next.splice(to, 0, key);
    onChange(next);
  }
  return (
    <>
      <div className="fd-lists-auto">
        <span>{t(value ? "form_lists.columns_own" : "form_lists.columns_usual")}</span>
        {value ? (
          <button type="button" className="text-link" onClick={() => onChange(undefined)}>
            {t("form_lists.columns_auto")}
          </button>
        ) : null}
      </div>
      <DragList onMove={move}>
        {keys.map((key, place) => {
          const name = names.get(key) ?? key;
          return (
            <DragRow key={key} id={`column.${key}`} index={place} label={name}>
              <div className="fd-lists-column">
                <button
                  type="button"
                  className="fd-lists-name"
                  aria-label={t("form_lists.column", { name })}
                  onKeyDown={(event) => {
                    if (event.altKey && event.key === "ArrowUp") move(place, place - 1);
                    if (event.altKey && event.key === "ArrowDown") move(place, place + 1);
                    if (event.key === "Delete" && key !== TITLE)
                      onChange(keys.filter((each) => each !== key));
                  }}
                >
                  <span className="d-cut">{name}</span>
                </button>
                {key === TITLE ? null : (
                  <button
                    type="button"
                    data-no-drag
                    className="btn btn-plain btn-small btn-icon"
                    aria-label={t("form_lists.remove_column", { name })}
                    onClick={() => onChange(keys.filter((each) => each !== key))}
                  >
                    <Icon name="x" size="s" />
                  </button>
                )}
              </div>
            </DragRow>
          );
        })}
      </DragList>
      <ChoiceSelect
        id={id}
        value={undefined}
        placeholder={t("form_lists.add_column")}
        choices={[...names]
          .filter(([key]) => !keys.includes(key))
          .map(([key, label]) => ({ value: key, label }))}
        onChange={(key) => key && onChange([...keys, key])}
      />
    </>
  );
}
