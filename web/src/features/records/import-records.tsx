import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Progress, Select, Switch } from "antd";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ROOT } from "../../api/client";
import type { Form } from "../../api/types";
import { Bones } from "../../app/bones";
import { FileDrop } from "../../app/file-drop";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { takeSheet } from "../../designer/held-sheet";
import { matchesText } from "../../designer/pinyin";
import {
  asHistory,
  firstPlan,
  holdsSomething,
  type Import,
  type ImportPlan,
  isBusy,
  lookedAt,
  mapped,
  OF_CASES,
  OF_HISTORY,
  ready,
} from "./import-state";
import "./import-records.css";
import { besides } from "../../fields/isolate";

const AGAIN_MS = 800;

/** A sheet of records: what its columns hold, what is wrong with its rows, then in with it. */
export function ImportRecords({ form, onClose }: { form: Form; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [id, setId] = useState<string | null>(null);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const key = ["imports", form.key, id] as const;
  const path = { form: form.key, import_id: id ?? "" };
  const { data: found } = useQuery({
    queryKey: key,
    enabled: id !== null,
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/imports/{import_id}", { params: { path }, signal })),
    refetchInterval: (query) => (isBusy(query.state.data) ? AGAIN_MS : false),
  });
  const settle = (next: Import) => queries.setQueryData(["imports", form.key, next.id], next);
  const read = useMutation({
    mutationFn: (file: File) =>
      call(
        api.POST("/forms/{form}/imports", {
          params: { path: { form: form.key }, query: { name: file.name } },
          body: file as unknown as string,
          bodySerializer: (body: unknown) => body as Blob,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: (next) => {
      settle(next);
      const begun = firstPlan(next);
      setPlan(begun);
      setId(next.id);
      if (begun.mapping.some(Boolean)) look.mutate({ of: next.id, wanted: begun });
    },
  });
  const look = useMutation({
    mutationFn: ({ of, wanted }: { of: string; wanted: ImportPlan }) =>
      call(
        api.POST("/forms/{form}/imports/{import_id}/look", {
          params: { path: { form: form.key, import_id: of } },
          body: wanted,
        }),
      ),
    onSuccess: settle,
    onError: (error) => failed(error),
  });
  const act = useMutation({
    mutationFn: (what: "run" | "cancel") =>
      call(
        what === "run"
          ? api.POST("/forms/{form}/imports/{import_id}/run", { params: { path } })
          : api.POST("/forms/{form}/imports/{import_id}/cancel", { params: { path } }),
      ),
    onSuccess: settle,
    onError: (error) => failed(error),
  });
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (begun) return;
    setBegun(true);
    const held = takeSheet(form.key);
    if (held) read.mutate(held.file);
  }, [begun, form.key, read]);
  const state = found?.state;
  useEffect(() => {
    if (state === "done" || state === "cancelled") {
      void queries.invalidateQueries({ queryKey: ["records", form.key] });
      void queries.invalidateQueries({ queryKey: ["counts", form.key] });
    }
  }, [state, queries, form.key]);

  const busy = isBusy(found);
  const fresh = found && plan ? lookedAt(found, plan) : false;
  const done = state === "done";
  return (
    <Modal
      open
      onCancel={onClose}
      title={t("imports.title", { form: form.name })}
      width={phone ? "100%" : 880}
      centered={!phone}
      closable={{ "aria-label": t("dialog.close") }}
      footer={
        found && plan ? (
          <Foot
            found={found}
            fresh={fresh}
            holds={plan !== null && holdsSomething(plan)}
            busy={busy}
            waiting={look.isPending || act.isPending}
            onOther={() => {
              setId(null);
              setPlan(null);
              read.reset();
            }}
            onCancel={() => act.mutate("cancel")}
            onLook={() => look.mutate({ of: found.id, wanted: plan })}
            onRun={() => act.mutate("run")}
            onClose={onClose}
          />
        ) : null
      }
    >
      {read.error ? <Trouble error={read.error} retry={() => read.reset()} /> : null}
      {read.isPending ? <Bones rows={4} height={40} /> : null}
      {!found && !read.isPending && !read.error ? (
        <>
          <FileDrop
            title={t("imports.drop")}
            help={t("imports.drop_help")}
            onFile={(file) => read.mutate(file)}
          />
          <Earlier
            form={form}
            onOpen={(next) => {
              settle(next);
              setPlan(firstPlan(next));
              setId(next.id);
            }}
          />
        </>
      ) : null}
      {found && plan && !busy && !done ? (
        <Planning form={form} found={found} plan={plan} onChange={setPlan} />
      ) : null}
      {found && busy ? <Far found={found} /> : null}
      {found?.error && !busy ? <p className="imp-error">{found.error}</p> : null}
      {found && !busy && (fresh || done) ? <Told found={found} form={form} /> : null}
    </Modal>
  );
}

/** The imports before, to go on with or to fetch the rows that were wrong. */
function Earlier({ form, onOpen }: { form: Form; onOpen: (found: Import) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["imports", form.key],
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/imports", { params: { path: { form: form.key } }, signal })),
  });
  const open = useMutation({
    mutationFn: (id: string) =>
      call(
        api.GET("/forms/{form}/imports/{import_id}", {
          params: { path: { form: form.key, import_id: id } },
        }),
      ),
    onSuccess: onOpen,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="imp-earlier">
      <h3>{t("imports.earlier")}</h3>
      <ul>
        {items.slice(0, 5).map((each) => (
          <li key={each.id}>
            <button type="button" className="text-link clip" onClick={() => open.mutate(each.id)}>
              {each.name || t("imports.nameless")}
            </button>
            <span className="quiet">{t("imports.rows", { n: each.total })}</span>
            <span className="tag">{t(`imports.state.${each.state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Planning({
  form,
  found,
  plan,
  onChange,
}: {
  form: Form;
  found: Import;
  plan: ImportPlan;
  onChange: (plan: ImportPlan) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const status = form.fields.find((field) => field.type === "status")?.key;
  const choices = [
    ...form.fields
      .filter((field) => found.fields.includes(field.key))
      .filter((field) => plan.history || field.key !== status)
      .map((field) => ({ value: field.key, label: field.label })),
    ...(plan.history
      ? OF_HISTORY.filter((key) => form.case || !OF_CASES.has(key)).map((key) => ({
          value: key as string,
          label: t(OF_CASES.has(key) ? `imports.past.${key}` : `list.column.${key}`),
        }))
      : []),
  ];
  const matching = found.matching.filter((key) => plan.mapping.includes(key));
  const labelOf = (key: string) => form.fields.find((field) => field.key === key)?.label ?? key;
  return (
    <>
      <p className="imp-name">
        <b className="clip">{found.name}</b>
        <span className="quiet">{t("imports.rows", { n: found.total })}</span>
      </p>
      <div className="sheet-look imp-columns">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("imports.column")}</th>
              <th scope="col">{t("imports.sample")}</th>
              <th scope="col">{t("imports.holds")}</th>
            </tr>
          </thead>
          <tbody>
            {found.columns.map((column, place) => (
              <tr key={place}>
                <td>{column.name || t("imports.column_n", { n: place + 1 })}</td>
                <td className="is-sample">{besides(...column.sample)}</td>
                <td>
                  <Select
                    size="small"
                    className="imp-holds"
                    value={plan.mapping[place] ?? ""}
                    aria-label={t("imports.holds_of", { name: column.name })}
                    popupMatchSelectWidth={false}
                    showSearch={{
                      filterOption: (text, option) =>
                        matchesText(String(option?.label ?? ""), text),
                    }}
                    options={[{ value: "", label: t("imports.nothing") }, ...choices]}
                    onChange={(key: string) => onChange(mapped(plan, place, key || null))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.may_history ? (
        <div className="imp-option">
          <Switch
            id={`${id}-history`}
            size="small"
            checked={plan.history}
            onChange={(history) => onChange(asHistory(plan, found, history))}
          />
          <label htmlFor={`${id}-history`}>
            <b>{t("imports.history")}</b>
            <span>{t("imports.history_help")}</span>
          </label>
        </div>
      ) : null}
      {!plan.history && matching.length > 0 ? (
        <div className="imp-option">
          <Switch
            id={`${id}-match`}
            size="small"
            checked={plan.match !== null}
            onChange={(on) => onChange({ ...plan, match: on ? (matching[0] ?? null) : null })}
          />
          <label htmlFor={`${id}-match`}>
            <b>{t("imports.match", { field: labelOf(plan.match ?? matching[0] ?? "") })}</b>
            <span>{t("imports.match_help")}</span>
          </label>
        </div>
      ) : null}
    </>
  );
}

function Far({ found }: { found: Import }) {
  const { t } = useTranslation();
  const share = found.total > 0 ? Math.min(99, Math.round((found.done / found.total) * 100)) : 0;
  return (
    <div className="imp-far" role="status">
      <b>{t(`imports.state.${found.state}`)}</b>
      <Progress percent={share} />
      <span className="quiet">{t("imports.far", { done: found.done, total: found.total })}</span>
      <span className="quiet">{t("imports.may_leave")}</span>
    </div>
  );
}

/** What was found or done, the wrong rows first. */
function Told({ found, form }: { found: Import; form: Form }) {
  const { t } = useTranslation();
  const counted = ["new", "known", "made", "changed"] as const;
  const wrong = found.counts.wrong ?? 0;
  const address = `${ROOT}/forms/${encodeURIComponent(form.key)}/imports/${found.id}/wrong`;
  return (
    <section className="imp-told" aria-label={t("imports.found")}>
      <p className="imp-sums" role="status">
        {counted.map((state) =>
          found.counts[state] ? (
            <span key={state} className="tag tag-ok">
              {t(`imports.count.${state}`, { n: found.counts[state] })}
            </span>
          ) : null,
        )}
        {found.uncounted > 0 ? (
          <span className="quiet">{t("imports.uncounted", { n: found.uncounted })}</span>
        ) : null}
        {wrong > 0 ? (
          <>
            <span className="tag tag-late">{t("imports.count.wrong", { n: wrong })}</span>
            <a className="text-link" href={address} download={t("imports.wrong_file")}>
              <Icon name="download" size="s" />
              {t("imports.wrong_sheet")}
            </a>
          </>
        ) : null}
      </p>
      {found.wrong.length > 0 ? (
        <div className="sheet-look imp-wrong">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("imports.row")}</th>
                <th scope="col">{t("imports.why")}</th>
                <th scope="col">{t("imports.sample")}</th>
              </tr>
            </thead>
            <tbody>
              {found.wrong.map((row) => (
                <tr key={row.row}>
                  <td className="quiet">{row.row}</td>
                  <td>
                    {row.problems.map((each) => (
                      <div key={`${each.column} ${each.message}`}>
                        <b>{each.column}</b> {each.message}
                      </div>
                    ))}
                  </td>
                  <td className="is-sample">{besides(...row.cells)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {wrong > found.wrong.length ? (
        <p className="quiet">{t("imports.more_wrong", { n: wrong - found.wrong.length })}</p>
      ) : null}
    </section>
  );
}

function Foot({
  found,
  fresh,
  holds,
  busy,
  waiting,
  onOther,
  onCancel,
  onLook,
  onRun,
  onClose,
}: {
  found: Import;
  fresh: boolean;
  /** Whether a column holds a field at all. */
  holds: boolean;
  busy: boolean;
  waiting: boolean;
  onOther: () => void;
  onCancel: () => void;
  onLook: () => void;
  onRun: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rows = ready(found);
  if (busy) {
    return (
      <button type="button" className="btn" disabled={waiting} onClick={onCancel}>
        {t("imports.cancel")}
      </button>
    );
  }
  return (
    <div className="imp-foot">
      <button type="button" className="btn" onClick={onOther}>
        {t("imports.other")}
      </button>
      {found.state === "done" ? (
        <button type="button" className="btn btn-primary" onClick={onClose}>
          {t("dialog.close")}
        </button>
      ) : fresh ? (
        <button
          type="button"
          className="btn btn-primary"
          disabled={waiting || rows === 0}
          onClick={onRun}
        >
          {t("imports.run", { n: rows })}
        </button>
      ) : (
        <>
          {holds ? null : <span className="quiet">{t("imports.holds_nothing")}</span>}
          <button
            type="button"
            className="btn btn-primary"
            disabled={waiting || !holds}
            onClick={onLook}
          >
            {t("imports.look", { n: found.total })}
          </button>
        </>
      )}
    </div>
  );
}
