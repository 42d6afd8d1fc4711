import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { Pop } from "../../app/pop";
import { allColumns, canGroup, shownColumns, TITLE } from "./columns";
import { DENSITIES, type ListState } from "./list-state";
import { useColumnLabel } from "./use-column-label";

interface Props {
  form: Form;
  state: ListState;
  onChange: (change: Partial<ListState>) => void;
}

/** The tools at the right of the tabs: group, columns, height of rows. */
export function ListTools(props: Props) {
  return (
    <div className="tools list-tools">
      <GroupMenu {...props} />
      <ColumnMenu {...props} />
      <DensityMenu {...props} />
    </div>
  );
}

/** Puts the records into groups; on a phone it stands among the filters. */
export function GroupMenu({ form, state, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const fields = form.fields.filter(canGroup);
  if (fields.length === 0) return null;
  const chosen = fields.find((field) => field.key === state.group);
  const pick = (group: string | null) => {
    onChange({ group });
    setOpen(false);
  };
  return (
    <Pop
      name={t("list.group")}
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <ul className="pick-list" aria-label={t("list.group")}>
          {[null, ...fields].map((field) => (
            <li key={field?.key ?? ""}>
              <button
                type="button"
                aria-pressed={(field?.key ?? null) === state.group}
                onClick={() => pick(field?.key ?? null)}
              >
                {field?.label ?? t("list.no_group")}
                {(field?.key ?? null) === state.group ? <Icon name="check" size="s" /> : null}
              </button>
            </li>
          ))}
        </ul>
      }
    >
      <button
        type="button"
        className={chosen ? "btn btn-plain btn-small is-accent" : "btn btn-plain btn-small"}
        aria-haspopup="dialog"
        aria-expanded={open}
      >
        <Icon name="layers" />
        {chosen ? t("list.grouped_by", { field: chosen.label }) : t("list.group")}
      </button>
    </Pop>
  );
}

function ColumnMenu({ form, state, onChange }: Props) {
  const { t } = useTranslation();
  const label = useColumnLabel(form);
  const shown = shownColumns(form, state.columns).map((column) => column.key);
  const hidden = allColumns(form)
    .map((column) => column.key)
    .filter((key) => !shown.includes(key));
  const put = (columns: string[]) => onChange({ columns });
  function move(key: string, step: number) {
    const from = shown.indexOf(key);
    const to = from + step;
    if (to < 0 || to >= shown.length) return;
    const next = shown.filter((each) => each !== key);
    next.splice(to, 0, key);
    put(next);
  }
  return (
    <Pop
      name={t("list.columns")}
      placement="bottomRight"
      content={
        <fieldset className="column-list">
          <legend className="unseen">{t("list.columns")}</legend>
          {shown.map((key, index) => (
            <div key={key} className="column-row">
              <label className="tick">
                <input
                  type="checkbox"
                  checked
                  disabled={key === TITLE}
                  onChange={() => put(shown.filter((each) => each !== key))}
                />
                {label(key)}
              </label>
              <button
                type="button"
                className="btn btn-plain btn-icon"
                disabled={index === 0}
                aria-label={t("list.move_left", { field: label(key) })}
                onClick={() => move(key, -1)}
              >
                <Icon name="up" size="s" />
              </button>
              <button
                type="button"
                className="btn btn-plain btn-icon"
                disabled={index === shown.length - 1}
                aria-label={t("list.move_right", { field: label(key) })}
                onClick={() => move(key, 1)}
              >
                <Icon name="down" size="s" />
              </button>
            </div>
          ))}
          {hidden.map((key) => (
            <div key={key} className="column-row">
              <label className="tick">
                <input type="checkbox" checked={false} onChange={() => put([...shown, key])} />
                {label(key)}
              </label>
            </div>
          ))}
          {state.columns || Object.keys(state.widths).length ? (
            <button
              type="button"
              className="text-link"
              onClick={() => onChange({ columns: null, widths: {} })}
            >
              {t("list.usual_columns")}
            </button>
          ) : null}
        </fieldset>
      }
    >
      <button type="button" className="btn btn-plain btn-small" aria-haspopup="dialog">
        <Icon name="columns" />
        {t("list.columns")}
      </button>
    </Pop>
  );
}

function DensityMenu({ state, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Pop
      name={t("list.density")}
      placement="bottomRight"
      content={
        <ul className="pick-list" aria-label={t("list.density")}>
          {DENSITIES.map((density) => (
            <li key={density}>
              <button
                type="button"
                aria-pressed={density === state.density}
                onClick={() => onChange({ density })}
              >
                {t(`list.density_${density}`)}
                {density === state.density ? <Icon name="check" size="s" /> : null}
              </button>
            </li>
          ))}
        </ul>
      }
    >
      <button
        type="button"
        className="btn btn-plain btn-small btn-icon"
        aria-label={t("list.density")}
        aria-haspopup="dialog"
        title={t("list.density")}
      >
        <Icon name="rows" />
      </button>
    </Pop>
  );
}
