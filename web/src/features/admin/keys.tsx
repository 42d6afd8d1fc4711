import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatePicker, Select } from "antd";
import type { Dayjs } from "dayjs";
import dayjs from "dayjs";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { components } from "../../api/schema";
import { serverNow } from "../../api/server-time";
import { Bones } from "../../app/bones";
import { Dialog, DialogFoot, DialogForm } from "../../app/dialog";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { usePageTitle } from "../../app/page-title";
import { allForms } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { copyText } from "../../ui/copy-text";
import { keysQuery } from "./queries";
import { scopeWords } from "./scopes";
import { TextField } from "./text-field";
import "../tasks/tasks.css";
import "./admin.css";
import "./departments.css";

type Key = components["schemas"]["KeyEntry"];
type NewKey = components["schemas"]["KeyAnswer"];

const ADMIN = ["people", "definitions", "settings", "audit", "messages"] as const;

/** Keys with which programs come in: who they stand for, what they reach, until when. */
export function KeysPage() {
  const { t } = useTranslation();
  usePageTitle(t("keys.title"));
  const phone = usePhone();
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const { data, error, refetch } = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      done(t("keys.revoked"));
    },
    onError: (problem) => failed(problem),
  });
  useKeys({ n: () => setMaking(true) });
  const names = new Map([
    ...workspace.apps.map((app) => [app.key, app.name] as const),
    ...allForms(workspace).map((form) => [form.key, form.name] as const),
  ]);
  const state = (key: Key) =>
    key.revoked_at
      ? "revoked"
      : key.expires_at && dayjs(key.expires_at).isBefore(serverNow())
        ? "expired"
        : "valid";
  return (
    <>
      <header className="page-head">
        <h1>{t("keys.title")}</h1>
        <div className="tools">
          <button
            type="button"
            className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
            onClick={() => setMaking(true)}
          >
            <Icon name="plus" />
            {t("keys.add")}
          </button>
        </div>
      </header>
      <div className="page-body is-lined">
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Bones rows={4} height={44} /> : null}
        {data && data.length === 0 ? (
          <section className="nothing">
            <Icon name="key" />
            <h2>{t("keys.none")}</h2>
            <p>{t("keys.none_text")}</p>
          </section>
        ) : null}
        {data && data.length > 0 && phone ? (
          <ul>
            {data.map((key) => (
              <li key={key.id} className="job">
                <div className="job-top">
                  <span className={state(key) === "valid" ? "tag tag-ok" : "tag"}>
                    {t(`keys.state.${state(key)}`)}
                  </span>
                  <span>{key.person_name}</span>
                </div>
                <div className="job-title">{key.name}</div>
                <div className="job-sub">
                  {key.scopes.map((scope) => scopeWords(scope, names, t)).join(t("list.and"))}
                </div>
                {state(key) === "valid" ? (
                  <button
                    type="button"
                    className="btn btn-touch"
                    onClick={() => revoke.mutate(key.id)}
                  >
                    {t("keys.revoke")}
                  </button>
                ) : null}
              </li>
            ))}
          </ul>
        ) : null}
        {data && data.length > 0 && !phone ? (
          <table className="work">
            <thead>
              <tr>
                <th scope="col">{t("keys.name")}</th>
                <th scope="col">{t("keys.owner")}</th>
                <th scope="col">{t("keys.scopes")}</th>
                <th scope="col">{t("keys.used")}</th>
                <th scope="col">{t("keys.until")}</th>
                <th scope="col">{t("keys.state_name")}</th>
                <th scope="col">
                  <span className="unseen">{t("keys.revoke")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((key) => (
                <tr key={key.id}>
                  <td>
                    {key.name} <code className="quiet small">{key.start}…</code>
                  </td>
                  <td>{key.person_name}</td>
                  <td>
                    <span className="keys-scopes">
                      {key.scopes.map((scope) => (
                        <span key={scope} className="tag">
                          {scopeWords(scope, names, t)}
                        </span>
                      ))}
                    </span>
                  </td>
                  <td>{key.last_used_at ? <Moment at={key.last_used_at} /> : t("keys.never")}</td>
                  <td>{key.expires_at ? <Moment at={key.expires_at} /> : t("keys.no_end")}</td>
                  <td>
                    <span className={state(key) === "valid" ? "tag tag-ok" : "tag"}>
                      {t(`keys.state.${state(key)}`)}
                    </span>
                  </td>
                  <td>
                    {state(key) === "valid" ? (
                      <button
                        type="button"
                        className="btn btn-small"
                        disabled={revoke.isPending}
                        onClick={() => revoke.mutate(key.id)}
                      >
                        {t("keys.revoke")}
                      </button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
      {making ? <MakeKey onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function MakeKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const [until, setUntil] = useState<Dayjs | null>(() => dayjs(serverNow()).add(1, "year"));
  const [made, setMade] = useState<NewKey | null>(null);
  const create = useMutation({
    mutationFn: () =>
      call(
        api.POST("/keys", {
          body: { name: name.trim(), scopes, expires_at: until ? until.toISOString() : null },
        }),
      ),
    onSuccess: async (key) => {
      setMade(key);
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
    onError: (error) => {
      // It is made again by the dialog, where its secret is shown: not from elsewhere, not a second one.
      if (Object.keys(byField(error)).length === 0) failed(error);
    },
  });
  const problems = byField(create.error);
  const names = new Map(workspace.apps.map((app) => [app.key, app.name] as const));
  const options = [
    ...["read", "write"].flatMap((verb) => [
      { value: verb, label: scopeWords(verb, names, t) },
      ...workspace.apps.flatMap((app) => [
        { value: `${verb}:${app.key}`, label: scopeWords(`${verb}:${app.key}`, names, t) },
        ...app.forms.map((form) => ({
          value: `${verb}:${form.key}`,
          label: scopeWords(`${verb}:${form.key}`, new Map([[form.key, form.name]]), t),
        })),
      ]),
    ]),
    ...ADMIN.map((part) => ({
      value: `admin:${part}`,
      label: scopeWords(`admin:${part}`, names, t),
    })),
  ];
  async function copy() {
    if (made && (await copyText(made.key))) done(t("keys.copied"));
  }
  /** What is on its way has a secret that is shown here and never again. */
  function close() {
    if (!create.isPending) onClose();
  }
  return (
    <Dialog
      title={t(made ? "keys.made" : "keys.add")}
      width={480}
      onClose={close}
      stays={made !== null}
    >
      {made ? (
        <>
          <p>{t("keys.once")}</p>
          <div className="keys-secret person-active">
            <span className="grow">{made.key}</span>
            <button type="button" className="btn btn-small" onClick={() => void copy()}>
              <Icon name="copy" size="s" />
              {t("keys.copy")}
            </button>
          </div>
          <DialogFoot>
            <button type="button" className="btn btn-primary" onClick={onClose}>
              {t("keys.kept")}
            </button>
          </DialogFoot>
        </>
      ) : (
        <DialogForm
          act={t("keys.make")}
          ready={name.trim() !== "" && scopes.length > 0 && !create.isPending}
          onSend={() => create.mutate()}
          onClose={close}
        >
          <TextField
            label={t("keys.name")}
            value={name}
            onChange={setName}
            problem={problems.name}
            placeholder={t("keys.name_example")}
            autoFocus
          />
          <div className={problems.scopes ? "field has-problem" : "field"}>
            <label className="field-label" htmlFor={`${id}-scopes`}>
              {t("keys.scopes")}
            </label>
            <Select
              id={`${id}-scopes`}
              mode="multiple"
              style={{ width: "100%" }}
              value={scopes}
              options={options}
              optionFilterProp="label"
              onChange={setScopes}
            />
            <p className={problems.scopes ? "field-problem" : "field-help"}>
              {problems.scopes ?? t("keys.scopes_help")}
            </p>
          </div>
          <div className="field">
            <label className="field-label" htmlFor={`${id}-until`}>
              {t("keys.until")}
            </label>
            <DatePicker
              id={`${id}-until`}
              style={{ width: "100%" }}
              value={until}
              minDate={dayjs(serverNow()).add(1, "day")}
              placeholder={t("keys.no_end")}
              onChange={(value) => setUntil(value)}
            />
          </div>
        </DialogForm>
      )}
    </Dialog>
  );
}
