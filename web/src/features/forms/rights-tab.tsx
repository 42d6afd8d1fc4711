import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import {
  type AppModel,
  type ModelForm,
  type ModelPart,
  useAppModel,
} from "../../designer/app-model";
import { ConflictNote } from "../../designer/conflict-note";
import type { Operation } from "../../designer/document";
import type { History } from "../../designer/frame";
import {
  ACTIONS,
  addRow,
  FieldsCell,
  GrantHead,
  grantsOf,
  Mark,
  rowsOf,
  ScopeCell,
} from "../../designer/grants";
import { designerPath, kindPath } from "../../designer/places";
import { SaveNote } from "../../designer/save-note";
import { DesignerProvider, useDesigner, useSession, useSessionStore } from "../../designer/session";
import type { SessionStore } from "../../designer/store";
import { useOwnForm } from "./field-settings";
import "./rights-tab.css";

const COLUMNS = ACTIONS.length + 3;

/** One act on a role, as undo and redo of the tab take them. */
interface Turn {
  store: SessionStore;
  label: string;
}

export interface Turns {
  history: History;
  note: (turn: Turn) => void;
}

/** The acts on several roles in the order in which they were done: undo takes back the last, whichever role it was. */
export function useTurns(): Turns {
  const [past, setPast] = useState<readonly Turn[]>([]);
  const [future, setFuture] = useState<readonly Turn[]>([]);
  const note = useCallback((turn: Turn) => {
    setPast((before) => [...before, turn]);
    setFuture([]);
  }, []);
  const history = useMemo((): History => {
    const last = past.at(-1);
    const next = future.at(-1);
    return {
      canUndo: last !== undefined,
      canRedo: next !== undefined,
      undone: last?.label ?? "",
      redone: next?.label ?? "",
      undo: () => {
        if (!last) return;
        last.store.getState().undo();
        setPast(past.slice(0, -1));
        setFuture([...future, last]);
      },
      redo: () => {
        if (!next) return;
        next.store.getState().redo();
        setFuture(future.slice(0, -1));
        setPast([...past, next]);
      },
    };
  }, [past, future]);
  return { history, note };
}

/** 谁能看、谁能改: what each role may do with the records of this form; written into the roles themselves. */
export function RightsTab({ turns }: { turns: Turns }) {
  const { t } = useTranslation();
  const app = useSession((state) => state.app);
  const model = useAppModel(app);
  const own = useOwnForm();
  const form = model.form(own.key) ?? own;
  return (
    <div className="fd-page fd-rights">
      <section className="fd-page-card">
        <div className="fd-page-head">
          <h2>{t("form_rights.title")}</h2>
          <Link className="text-link" to={kindPath(app, "role")}>
            {t("form_rights.to_roles")}
          </Link>
        </div>
        <p className="fd-soft">{t("form_rights.text")}</p>
        {model.roles.length === 0 ? (
          <NoRoles app={app} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reached by keyboard
          <div className="grants-scroll" tabIndex={0}>
            <table>
              <GrantHead first={t("form_rights.role")} />
              {model.roles.map((role) => (
                <tbody key={role.key}>
                  <DesignerProvider app={app} kind="role" name={role.key} around={inRow}>
                    <RoleRows model={model} form={form} role={role} note={turns.note} />
                  </DesignerProvider>
                </tbody>
              ))}
            </table>
          </div>
        )}
        <p className="fd-soft fd-rights-end">{t("form_rights.others")}</p>
      </section>
    </div>
  );
}

const inRow = (waiting: ReactNode) => (
  <tr>
    <td colSpan={COLUMNS}>{waiting}</td>
  </tr>
);

function NoRoles({ app }: { app: string }) {
  const { t } = useTranslation();
  return (
    <div className="fd-rights-none">
      <p>{t("form_rights.none")}</p>
      <Link className="btn btn-primary" to={kindPath(app, "role")}>
        <Icon name="plus" />
        {t("form_rights.make")}
      </Link>
    </div>
  );
}

function RoleRows({
  model,
  form,
  role,
  note,
}: {
  model: AppModel;
  form: ModelForm;
  role: ModelPart;
  note: Turns["note"];
}) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const { document, conflict, removed, save } = useDesigner();
  const [touched, setTouched] = useState(false);
  const grants = grantsOf(document);
  const rows = rowsOf(grants, "form", form.key);
  useEffect(() => {
    if (save !== "saved") setTouched(true);
  }, [save]);
  function run(label: string, operations: Operation[]) {
    if (operations.length === 0) return;
    const sentence = t("form_rights.did", { role: role.label, what: label });
    if (store.getState().execute({ label: sentence, operations })) note({ store, label: sentence });
  }
  return (
    <>
      {rows.map((row, at) => (
        <tr key={row.place}>
          {at === 0 ? (
            <th scope="row" rowSpan={rows.length}>
              <Link className="fd-rights-role" to={designerPath(model.app, "role", role.key)}>
                {role.label}
              </Link>
              {row.place >= 0 ? (
                <button
                  type="button"
                  className="text-link small"
                  onClick={() =>
                    run(t("roles.did_line", { name: form.label }), addRow(form.key, grants.length))
                  }
                >
                  {t("roles.another_scope")}
                </button>
              ) : null}
              {touched ? <SaveNote /> : null}
            </th>
          ) : null}
          {ACTIONS.map((action) => (
            <td key={action} className="is-mark">
              <Mark name={role.label} action={action} row={row} end={grants.length} run={run} />
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
      ))}
      {conflict || removed ? inRow(<ConflictNote />) : null}
    </>
  );
}
