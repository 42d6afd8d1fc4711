import { useQuery } from "@tanstack/react-query";
import { Checkbox, Popover, Select } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, call } from "../../../api/client";
import { Icon } from "../../../app/icon";
import type { AppModel, ModelForm } from "../../../designer/app-model";
import type { Operation } from "../../../designer/document";
import { ConditionBuilder } from "../../../designer/inputs";
import { PartIcon } from "../../../designer/publish/part-icon";
import { useDesigner } from "../../../designer/session";
import type { FilterTree } from "../../../language/filter";
import { ArtefactPage } from "../artefact-page";
import { Members } from "../members";
import { around, inputForm } from "../summary";
import {
  ACTIONS,
  addRow,
  BOARD_ACTIONS,
  grantsOf,
  RIGHTS,
  type Right,
  type Row,
  rescope,
  rowsOf,
  SCOPES,
  type Scope,
  setRight,
  toggle,
} from "./grants";
import "../shared.css";
import "../studio.css";

/** What each role may do, as a matrix; who is in it. */
export function RolesPage() {
  const { t, i18n } = useTranslation();
  const { app = "" } = useParams();
  const presets = useQuery({
    queryKey: ["role-presets", app],
    queryFn: async ({ signal }) =>
      (await call(api.GET("/role-presets", { params: { query: { app } }, signal }))).items,
  });
  return (
    <ArtefactPage
      kind="role"
      starts={() => [
        { key: "empty", label: t("roles.empty"), document: (name) => ({ name, grants: [] }) },
        ...(presets.data ?? []).map((preset) => ({
          key: preset.key,
          label: preset.name[i18n.language] ?? preset.key,
          document: (name: string) => ({
            ...preset.document,
            name: name === preset.name[i18n.language] ? preset.name : name,
          }),
        })),
      ]}
      about={(part, facts) =>
        part.liveVersion === null
          ? t("studio.not_live")
          : t("shared.people", { n: facts.role?.[part.key]?.people ?? 0 })
      }
      canvas={(model) => <Matrix model={model} />}
      settings={(model, part) => <Members app={model.app} part={part} />}
      settingsTitle={t("shared.members")}
    />
  );
}

function Matrix({ model }: { model: AppModel }) {
  const { t } = useTranslation();
  const { document, execute } = useDesigner();
  const grants = grantsOf(document);
  const run = (label: string, operations: Operation[]) => {
    if (operations.length > 0) execute({ label, operations });
  };
  return (
    <div className="grants">
      <h2>{t("roles.what")}</h2>
      <div className="grants-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("roles.form")}</th>
              {ACTIONS.map((action) => (
                <th key={action} scope="col" className="is-mark">
                  {t(`roles.can.${action}`)}
                </th>
              ))}
              <th scope="col">{t("roles.scope")}</th>
              <th scope="col">{t("roles.fields")}</th>
            </tr>
          </thead>
          <tbody>
            {model.forms.map((form) => (
              <FormRows
                key={form.key}
                form={form}
                model={model}
                rows={rowsOf(grants, "form", form.key)}
                end={grants.length}
                run={run}
              />
            ))}
            {model.dashboards.map((dashboard) => {
              const [row] = rowsOf(grants, "dashboard", dashboard.key);
              return row ? (
                <tr key={dashboard.key}>
                  <th scope="row">
                    <span className="row">
                      <PartIcon kind="dashboard" />
                      <span className="clip">{dashboard.label}</span>
                    </span>
                  </th>
                  {ACTIONS.map((action) => (
                    <td key={action} className="is-mark">
                      {(BOARD_ACTIONS as readonly string[]).includes(action) ? (
                        <Mark
                          name={dashboard.label}
                          action={action}
                          row={row}
                          end={grants.length}
                          run={run}
                        />
                      ) : null}
                    </td>
                  ))}
                  <td className="quiet small" colSpan={2}>
                    {t("roles.board_numbers")}
                  </td>
                </tr>
              ) : null;
            })}
          </tbody>
        </table>
      </div>
      <p className="small quiet">{t("roles.union")}</p>
    </div>
  );
}

type Run = (label: string, operations: Operation[]) => void;

function Mark({
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

function FormRows({
  form,
  model,
  rows,
  end,
  run,
}: {
  form: ModelForm;
  model: AppModel;
  rows: Row[];
  end: number;
  run: Run;
}) {
  const { t } = useTranslation();
  return rows.map((row, at) => (
    <Fragment key={row.place}>
      <tr>
        {at === 0 ? (
          <th scope="row" rowSpan={rows.length}>
            <span className="row">
              <PartIcon kind="form" />
              <span className="clip">{form.label}</span>
            </span>
            {rows[0] && rows[0].place >= 0 ? (
              <button
                type="button"
                className="text-link small"
                onClick={() =>
                  run(t("roles.did_line", { name: form.label }), addRow(form.key, end))
                }
              >
                {t("roles.another_scope")}
              </button>
            ) : null}
          </th>
        ) : null}
        {ACTIONS.map((action) => (
          <td key={action} className="is-mark">
            <Mark name={form.label} action={action} row={row} end={end} run={run} />
          </td>
        ))}
        <td>
          {row.place >= 0 ? (
            <ScopeCell form={form} model={model} row={row} run={run} />
          ) : (
            <span className="quiet small">{t("roles.nothing")}</span>
          )}
        </td>
        <td>{row.place >= 0 ? <FieldsCell form={form} row={row} run={run} /> : null}</td>
      </tr>
    </Fragment>
  ));
}

function ScopeCell({
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
          form={inputForm(form)}
          value={row.grant.filter as FilterTree | undefined}
          around={around(model)}
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

function FieldsCell({ form, row, run }: { form: ModelForm; row: Row; run: Run }) {
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
