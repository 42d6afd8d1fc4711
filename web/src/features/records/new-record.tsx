import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Drawer } from "antd";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api, call, freshId, once } from "../../api/client";
import { ApiError, byField } from "../../api/errors";
import type { Field, Form, RecordItem, Values } from "../../api/types";
import { Icon } from "../../app/icon";
import { formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Face, Moment, Status } from "../../app/signs";
import {
  checkField,
  defaultOf,
  FieldFrame,
  type FieldValue,
  isAsked,
  isEmpty,
  kindOf,
  type TransferState,
  toFieldValue,
} from "../../fields";
import { useCursorBack } from "../../ui/cursor-back";
import { useCustomerOf } from "./customer-lookup";
import { customerFields, firstWords, textOf } from "./customer-of";
import { FieldSurface, useProblemWords } from "./field-surface";
import { type NewDraft, newDraftPlace, readNewDraft, writeNewDraft } from "./new-draft";
import { focusAfter, onFormKey } from "./new-keys";

/** Fields the flow or the desk fills in later are not asked for at the beginning. */
function asked(form: Form): { section: string | null; columns: number; fields: Field[] }[] {
  const byKey = new Map(form.fields.map((field) => [field.key, field]));
  const wanted = (field: Field | undefined): field is Field =>
    field !== undefined &&
    (field.access === "write" || kindOf(field).layout === true) &&
    field.type !== "status" &&
    !(form.case && field.internal);
  const sections = form.layout
    .map((section) => ({
      section: section.section,
      columns: section.columns ?? 1,
      fields: section.fields.map((key) => byKey.get(key)).filter(wanted),
    }))
    .filter((section) => section.fields.length > 0);
  // The phone rings first: its number stands before everything else.
  const { key, phone } = customerFields(form);
  const number = sections
    .flatMap((section) => section.fields)
    .find((field) => field.key === (key ?? phone));
  const [first] = sections;
  if (!number || !first) return sections;
  for (const section of sections) {
    section.fields = section.fields.filter((field) => field !== number);
  }
  first.fields.unshift(number);
  return sections.filter((section) => section.fields.length > 0);
}

/** A field's share of its row: its own, else as the section says; the one that finds the customer needs all. */
function widthOf(field: Field, columns: number, whole: boolean): string {
  if (whole || kindOf(field).layout) return "";
  return `is-${field.width ?? (columns > 2 ? "third" : columns > 1 ? "half" : "full")}`;
}

function defaults(form: Form): Values {
  const values: Values = {};
  for (const field of form.fields) {
    const value = defaultOf(field);
    if (!isEmpty(value) && field.type !== "status") {
      values[field.key] = value as Values[string];
    }
  }
  return values;
}

/** A new record beside the list: the phone number first, the customer known at once. */
export function NewRecord({ form, onClose }: { form: Form; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const words = useProblemWords();
  const sections = useMemo(() => asked(form), [form]);
  const { person } = useWorkspace();
  const place = newDraftPlace(person.id, form.key);
  const [found] = useState(() => readNewDraft(place));
  const [restored, setRestored] = useState(found !== null);
  const [values, setValues] = useState<Values>(() => found?.values ?? defaults(form));
  const [id, setId] = useState(() => found?.id ?? freshId());
  /**
   * Number under which an earlier try has arrived after all, with other values than those on the page; empty where the
   * record is not the reader's to see.
   */
  const [earlier, setEarlier] = useState<string | null>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busyFiles, setBusyFiles] = useState<Record<string, number>>({});
  const box = useRef<HTMLFormElement>(null);
  const customer = customerFields(form);
  const key = customer.key ?? customer.phone;
  const keyField = form.fields.find((field) => field.key === key);
  const keyValue = toFieldValue(values[key ?? ""] ?? null);
  const keyGood = keyField && keyValue && !checkField(keyValue, keyField) ? String(keyValue) : "";
  const known = useCustomerOf(form, keyGood);

  // What the customer form knows appears where the person has not typed.
  const shown: Values = { ...values };
  const fill = keyField?.fill;
  for (const [target, source] of Object.entries(fill?.set ?? {})) {
    const filled = known.record?.values[source];
    if (!touched.has(target) && filled) shown[target] = filled;
  }

  const create = useMutation({
    mutationFn: (sent: NewDraft) =>
      call(
        api.POST("/forms/{form}/records", {
          params: { path: { form: form.key } },
          body: sent,
        }),
      ),
    onSuccess: (record) => {
      writeNewDraft(place, null);
      void queries.invalidateQueries({ queryKey: ["records", form.key] });
      void queries.invalidateQueries({ queryKey: ["counts", form.key] });
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      done(t("records.created", { number: record.number ?? record.title }));
      navigate(recordPath(form.key, record.id), { replace: true });
    },
    onError: (error, sent) => {
      if (error instanceof ApiError && error.code === "submission_differs") {
        setEarlier(String((error.problem as { number?: string }).number ?? ""));
        return;
      }
      const found = byField(error);
      setProblems(found);
      // What stands on the page by then, not only what was sent; closed it is tried as it was left.
      if (!Object.keys(found).length) failed(error, () => latestSubmit.current(sent.id));
      else refused.current = Object.keys(found);
    },
  });

  // Fields that the server refused: led to once they, which rested, can hold the cursor again.
  const refused = useRef<string[]>([]);
  useEffect(() => {
    if (create.isPending || refused.current.length === 0) return;
    focusFirst(refused.current);
    refused.current = [];
  });

  function focusFirst(keys: string[]) {
    for (const section of sections) {
      for (const field of section.fields) {
        if (!keys.includes(field.key)) continue;
        const frame = box.current?.querySelector(`[data-field="${field.key}"]`);
        frame?.scrollIntoView({ block: "center" });
        frame?.querySelector<HTMLElement>("input,textarea,select,button")?.focus();
        return;
      }
    }
  }

  function change(field: Field, value: FieldValue) {
    const next = { ...values, [field.key]: value as Values[string] };
    setValues(next);
    writeNewDraft(place, { id, values: next }, form.fields);
    setTouched((before) => new Set(before).add(field.key));
    setProblems(({ [field.key]: _gone, ...rest }) => rest);
  }

  const latestChange = useRef(change);
  latestChange.current = change;
  const stableChange = useCallback(
    (field: Field, value: FieldValue) => latestChange.current(field, value),
    [],
  );

  function submit(as = id) {
    const found: Record<string, string> = {};
    const sent: Values = {};
    for (const section of sections) {
      for (const field of section.fields) {
        const value = toFieldValue(shown[field.key] ?? null);
        const problem = checkField(value, field);
        if (problem) found[field.key] = words(problem.code, problem.values);
        if (!isEmpty(value) && isAsked(field)) sent[field.key] = value as Values[string];
      }
    }
    setProblems(found);
    if (Object.keys(found).length) focusFirst(Object.keys(found));
    else if (!create.isPending && !sending) create.mutate({ id: as, values: sent });
  }

  const latestSubmit = useRef(submit);
  latestSubmit.current = submit;

  /** What is on the page becomes a record of its own beside the one that has arrived. */
  function submitAsNew() {
    const other = freshId();
    setId(other);
    setEarlier(null);
    writeNewDraft(place, { id: other, values }, form.fields);
    submit(other);
  }

  const isEmptyField = (key: string) => isEmpty(toFieldValue(shown[key] ?? null));

  /** What was last tried to append, and to which ticket: the same words are the same comment. */
  const tried = useRef<Appended | null>(null);
  const append = useMutation({
    mutationFn: ({ ticket, text, once: again }: Appended) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/comments", {
          params: { path: { form: form.key, record_id: ticket.id }, ...again },
          body: { text, visibility: "internal" },
        }),
      ),
    onSuccess: (_answer, { ticket }) => {
      writeNewDraft(place, null);
      void queries.invalidateQueries({ queryKey: ["activity", form.key, ticket.id] });
      done(t("records.appended", { number: ticket.number || ticket.title }));
      navigate(recordPath(form.key, ticket.id), { replace: true });
    },
    // What stands on the page by then, not only what was sent.
    onError: (error, { ticket }) => failed(error, () => latestAppend.current(ticket)),
  });

  /** What the customer says now belongs to a ticket that is open already. */
  function appendTo(ticket: RecordItem) {
    const words = firstWords(form);
    const said = words ? textOf(values, words).trim() : "";
    if (said) {
      const text = t("records.append_text", { text: said });
      const same = tried.current?.ticket.id === ticket.id && tried.current.text === text;
      if (!same) tried.current = { ticket, text, once: once() };
      if (tried.current && !append.isPending) append.mutate(tried.current);
      return;
    }
    writeNewDraft(place, null);
    navigate(recordPath(form.key, ticket.id), { replace: true, state: { compose: "note" } });
  }
  const latestAppend = useRef(appendTo);
  latestAppend.current = appendTo;

  const resting = create.isPending || append.isPending;
  useCursorBack(resting);

  const noteTransfers = useCallback(
    (field: string, state: TransferState) =>
      setBusyFiles((before) => ({ ...before, [field]: state.sending })),
    [],
  );
  const sending = Object.values(busyFiles).some((count) => count > 0);
  return (
    <Drawer
      open
      onClose={onClose}
      size={phone ? "100%" : 560}
      placement={phone ? "bottom" : "right"}
      title={t("records.new_named", { form: form.name })}
      closable={{ "aria-label": t("dialog.close") }}
      footer={
        <div className="drawer-foot">
          <button type="button" className={phone ? "btn btn-touch" : "btn"} onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button
            type="button"
            className={phone ? "btn btn-primary btn-touch grow" : "btn btn-primary"}
            aria-disabled={create.isPending || sending || undefined}
            onClick={() => submit()}
          >
            {t(
              sending
                ? "records.sending_files"
                : create.isPending
                  ? "records.creating"
                  : "records.create",
            )}
            {phone ? null : <kbd className="kbd">Ctrl Enter</kbd>}
          </button>
        </div>
      }
    >
      <FieldSurface form={form} onTransfers={noteTransfers}>
        <form
          ref={box}
          className="new-fields"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
            else onFormKey(event, box.current, (key) => isEmptyField(key));
          }}
        >
          {earlier === null ? null : (
            <p className="restored" role="alert">
              <Icon name="info" size="s" />
              {t(earlier ? "records.sent_before" : "records.sent_before_unseen", {
                number: earlier,
              })}
              {earlier ? (
                <Link className="text-link" to={`${formPath(form.key)}?q=${earlier}`}>
                  {t("records.sent_look", { number: earlier })}
                </Link>
              ) : null}
              <button type="button" className="text-link" onClick={submitAsNew}>
                {t("records.sent_again")}
              </button>
            </p>
          )}
          {restored ? (
            <p className="restored" role="status">
              <Icon name="save" size="s" />
              {t("records.restored")}
              <button
                type="button"
                className="text-link"
                onClick={() => {
                  writeNewDraft(place, null);
                  setValues(defaults(form));
                  setId(freshId());
                  setRestored(false);
                  setEarlier(null);
                }}
              >
                {t("records.start_over")}
              </button>
            </p>
          ) : null}
          {sections.map((section, index) => (
            <div key={section.section ?? index} className="new-section" inert={resting}>
              {section.section ? <h2>{section.section}</h2> : null}
              {section.fields.map((field, place) => (
                <div key={field.key} className={widthOf(field, section.columns, field.key === key)}>
                  <Asked
                    field={field}
                    value={toFieldValue(shown[field.key] ?? null)}
                    change={stableChange}
                    error={problems[field.key] ?? null}
                    autoFocus={index === 0 && place === 0}
                  />
                  {field.key === key ? (
                    <KnownCustomer
                      form={form}
                      known={known}
                      pending={append.isPending}
                      onAppend={appendTo}
                      onNew={() => focusAfter(box.current, key, isEmptyField)}
                    />
                  ) : null}
                </div>
              ))}
            </div>
          ))}
          <button type="submit" className="unseen" tabIndex={-1}>
            {t("records.create")}
          </button>
        </form>
      </FieldSurface>
    </Drawer>
  );
}

/** Words for a ticket that is open already, and the key that makes them one comment. */
interface Appended {
  ticket: RecordItem;
  text: string;
  once: ReturnType<typeof once>;
}

interface AskedProps {
  field: Field;
  value: FieldValue;
  error: string | null;
  autoFocus: boolean;
  change: (field: Field, value: FieldValue) => void;
}

/** One field. Only the one that is written in is drawn anew: a form may have hundreds. */
const Asked = memo(function Asked({ field, change, ...rest }: AskedProps) {
  return (
    <FieldFrame {...rest} field={field} size="compact" onChange={(value) => change(field, value)} />
  );
});

function KnownCustomer({
  form,
  known,
  pending,
  onAppend,
  onNew,
}: {
  form: Form;
  known: ReturnType<typeof useCustomerOf>;
  pending: boolean;
  onAppend: (ticket: RecordItem) => void;
  onNew: () => void;
}) {
  const { t } = useTranslation();
  if (!known.record && known.open.length === 0) return null;
  const status = form.fields.find((field) => field.type === "status");
  return (
    <div className="known" role="status">
      {known.record ? (
        <span className="row">
          <Face name={known.record.title} size="s" />
          <span className="clip">
            {t(known.person ? "records.known_customer" : "records.known_record", {
              name: known.record.title,
            })}
            <span className="quiet small">
              {" "}
              {t("records.known_count", { n: known.counts?.all.value ?? known.others.length })}
            </span>
          </span>
        </span>
      ) : null}
      {known.open.length > 0 ? (
        <>
          <b>{t("records.open_tickets", { n: known.counts?.open.value ?? known.open.length })}</b>
          <ul>
            {known.open.slice(0, 3).map((record) => (
              <li key={record.id} className="known-ticket">
                <span className="quiet small">{record.number}</span>
                <span className="clip grow">{record.title}</span>
                {status ? (
                  <Status field={status} value={textOf(record.values, status.key)} />
                ) : (
                  <Moment at={record.created_at} />
                )}
                <button
                  type="button"
                  className="btn btn-small"
                  disabled={pending}
                  aria-label={t("records.append_to", { number: record.number || record.title })}
                  onClick={() => onAppend(record)}
                >
                  {t("records.append")}
                </button>
              </li>
            ))}
          </ul>
          <button type="button" className="text-link known-new" onClick={onNew}>
            {t("records.new_anyway")}
          </button>
        </>
      ) : null}
    </div>
  );
}
