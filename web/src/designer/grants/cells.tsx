import { Checkbox, Popover, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import type { FilterTree } from "../../language/filter";
import type { AppModel, ModelForm } from "../app-model";
import type { Operation } from "../document";
import { ConditionBuilder, useInputs } from "../inputs";
import {
  ACTIONS,
  RIGHTS,
  type Right,
  type Row,
  rescope,
  SCOPES,
  type Scope,
  setRight,
  toggle,
} from "./grants";
import "./grants.css";

/** Carries operations out on the role that the grant belongs to. */
export type Run = (label: string, operations: Operation[]) => void;

/** Whether the grant allows an action; `name` is what it is about, for those who do not see the table. */
export function Mark({
  name,
  action,
  row,
  end,
  run,
}: {
  name: string;
  action: string;
  row: Row;
  end: number;
  run: Run;
}) {
  const { t } = useTranslation();
  const can = t(`roles.can.${action}`);
  return (
    <Checkbox
      checked={row.grant.can.includes(action)}
      aria-label={t("roles.may", { name, can })}
      onChange={(event) =>
        run(
          t(event.target.checked ? "roles.did_give" : "roles.did_take", { name, can }),
          toggle(row, action, event.target.checked, end),
        )
      }
    />
  );
}

/** Which records the grant reaches. */
export function ScopeCell({
  form,
  model,
  row,
  run,
}: {
  form: ModelForm;
  model: AppModel;
  row: Row;
  run: Run;
}) {
  const { t } = useTranslation();
  const [inputs, around] = useInputs(model, form.key);
  const scope = row.grant.scope ?? "all";
  return (
    <div className="grants-scope">
      <Select
        size="small"
        value={scope}
        aria-label={t("roles.scope_of", { name: form.label })}
        popupMatchSelectWidth={false}
        options={SCOPES.map((each) => ({ value: each, label: t(`roles.scopes.${each}`) }))}
        onChange={(wanted: Scope) =>
          run(
            t("roles.did_scope", { name: form.label, scope: t(`roles.scopes.${wanted}`) }),
            rescope(row, wanted),
          )
        }
      />
      {scope === "filter" ? (
        <ConditionBuilder
          form={inputs}
          value={row.grant.filter as FilterTree | undefined}
          around={around}
          label={t("roles.scopes.filter")}
          onChange={(filter) =>
            run(t("roles.did_filter", { name: form.label }), [
              {
                do: "change",
                element: "grant",
                at: [row.place],
                values: { filter: filter ?? { all: [] } },
              },
            ])
          }
        />
      ) : null}
    </div>
  );
}

/** What the grant says about single fields. */
export function FieldsCell({ form, row, run }: { form: ModelForm; row: Row; run: Run }) {
  const { t } = useTranslation();
  const special = Object.keys(row.grant.fields ?? {}).length;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      title={t("roles.fields_of", { name: form.label })}
      content={
        <ul className="grants-fields">
          {form.fields.map((field) => {
            const right = row.grant.fields?.[field.key] ?? "usual";
            return (
              <li key={field.key}>
                <span className="grow clip">{field.label}</span>
                <Select
                  size="small"
                  value={right}
                  aria-label={field.label}
                  popupMatchSelectWidth={false}
                  options={[
                    { value: "usual", label: t("roles.usual") },
                    ...RIGHTS.map((each) => ({ value: each, label: t(`roles.right.${each}`) })),
                  ]}
                  onChange={(wanted: Right | "usual") =>
                    run(
                      t("roles.did_field", { field: field.label }),
                      setRight(row, field.key, wanted === "usual" ? null : wanted),
                    )
                  }
                />
              </li>
            );
          })}
        </ul>
      }
    >
      <button type="button" className="btn btn-small">
        {special > 0 ? t("roles.special", { n: special }) : t("roles.as_usual")}
        <Icon name="down" size="s" />
      </button>
    </Popover>
  );
}

/** The head of a table of grants; `first` names what its rows are of. */
export function GrantHead({ first }: { first: string }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {ACTIONS.map((action) => (
          <th key={action} scope="col" className="is-mark">
            {t(`roles.can.${action}`)}
          </th>
        ))}
        <th scope="col">{t("roles.scope")}</th>
        <th scope="col">{t("roles.fields")}</th>
      </tr>
    </thead>
  );
}
