import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, call } from "../../../api/client";
import type { AppModel, ModelForm } from "../../../designer/app-model";
import type { Operation } from "../../../designer/document";
import {
  ACTIONS,
  addRow,
  BOARD_ACTIONS,
  FieldsCell,
  GrantHead,
  grantsOf,
  Mark,
  type Row,
  type Run,
  rowsOf,
  ScopeCell,
} from "../../../designer/grants";
import { PartIcon } from "../../../designer/publish/part-icon";
import { useDesigner } from "../../../designer/session";
import { ArtefactPage } from "../artefact-page";
import { Members } from "../members";
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
          <GrantHead first={t("roles.form")} />
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
