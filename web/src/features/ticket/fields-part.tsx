import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form, RecordDetail, Value } from "../../api/types";
import { useCommands } from "../../app/commands";
import { usePhone } from "../../app/screen";
import { FieldFrame, type FieldValue, isEmpty, kindOf, toFieldValue } from "../../fields";
import { Cell } from "../records/cell";
import { customerFields, firstWords } from "../records/customer-of";
import {
  afterSaving,
  answerOf,
  asBegun,
  type ChangeDraft,
  changedOf,
  type Draft,
  forgetting,
  typed,
  typedIn,
} from "./draft";
import { LongValue } from "./long-text";
import { useSaveRecord } from "./save-record";
import { SensitiveValue } from "./sensitive-value";
import { StaleDialog } from "./stale-dialog";

/** A value as the kit shows it; a colleague with their face, what is masked as it came. */
function Fact({ form, field, record }: { form: Form; field: Field; record: RecordDetail }) {
  const { View } = kindOf(field);
  const value = toFieldValue(record.values[field.key] ?? null);
  if (field.sensitive) return <SensitiveValue form={form} record={record} field={field} />;
  if (field.type === "member" || record.access.fields[field.key] === "masked") {
    return <Cell field={field} record={record} people={record.related.people} />;
  }
  return <LongValue value={value} draw={(shown) => <View field={field} value={shown} />} />;
}

/**
 * The other fields of the form: facts to read, inputs after 编辑 as far as one may. What is typed is kept with the draft
 * of the record: it is there again after another record, another tab of the phone, or the next sign-in.
 */
export function FieldsPart({
  form,
  record,
  draft,
  changeDraft,
  hidden,
  flowRuns,
  erased,
  wanted,
  onFound,
}: {
  form: Form;
  record: RecordDetail;
  draft: Draft;
  changeDraft: ChangeDraft;
  /** Keys shown elsewhere on the page. */
  hidden: string[];
  /** The flow owns the status meanwhile. */
  flowRuns: boolean;
  /** Keys of fields whose values were erased. */
  erased: readonly string[];
  /** Key of a field to open for writing, wherever on the page it stands. */
  wanted: string | null;
  /** The field is open and one may type. */
  onFound: () => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const saving = useSaveRecord(form, record);
  const [open, setOpen] = useState(false);
  const customer = customerFields(form);
  const shownAbove = form.case
    ? [customer.name, customer.phone, customer.email, firstWords(form)]
    : [];
  const mayWrite = record.access.can.includes("update");
  const visible = form.layout
    .flatMap((section) => section.fields)
    .map((key) => form.fields.find((field) => field.key === key))
    .filter((field): field is Field => field !== undefined && field.key in record.access.fields)
    .filter((field) => !hidden.includes(field.key));
  const editable = visible.filter(
    (field) =>
      mayWrite &&
      record.access.fields[field.key] === "write" &&
      !(flowRuns && field.type === "status"),
  );
  const keys = editable.map((field) => field.key);
  const changed = changedOf(draft, keys, record);
  const editing = editable.length > 0 && (open || Object.keys(changed).length > 0);
  // What explains and parts the fields stands between them while one edits.
  const inputs = visible.filter(
    (field) => editable.includes(field) || kindOf(field).layout === true,
  );
  const filled = (field: Field) => !isEmpty(toFieldValue(record.values[field.key] ?? null));
  const gone = (field: Field) => erased.includes(field.key) && !filled(field);
  const facts = visible.filter(
    (field) =>
      (!shownAbove.includes(field.key) || gone(field)) &&
      (field.type !== "files" || gone(field)) &&
      field.type !== "status" &&
      field.type !== "priority" &&
      (field.key === form.title_field && !form.case ? true : filled(field) || gone(field)),
  );

  const opens = wanted !== null && !editing && keys.includes(wanted);
  useEffect(() => {
    if (wanted === null) return;
    if (opens) {
      setOpen(true);
      return;
    }
    const place = `[data-field="${CSS.escape(wanted)}"] input`;
    document.querySelector<HTMLInputElement>(place)?.focus();
    onFound();
  }, [wanted, opens, onFound]);

  function change(field: Field, value: FieldValue) {
    // Open until one closes it, also when it is typed back to what it was.
    setOpen(true);
    changeDraft((now) => typed(now, field.key, value as Value, record));
    saving.forget(field.key);
  }

  function save() {
    const sent = typedIn(draft, keys);
    const done = () => {
      setOpen(false);
      changeDraft((now) => afterSaving(now, sent));
    };
    if (Object.keys(changed).length === 0) done();
    else saving.save(changed, done, asBegun(draft, Object.keys(changed), record));
  }

  function cancel() {
    setOpen(false);
    changeDraft((now) => forgetting(now, keys));
  }

  useCommands(
    editable.length
      ? [
          {
            id: "edit",
            name: t("ticket.edit_fields"),
            group: "here",
            icon: "edit",
            keys: "e",
            run: () => setOpen(true),
          },
        ]
      : [],
    record.number || record.title,
  );

  if (facts.length === 0 && editable.length === 0) return null;
  return (
    <section className="part" aria-label={t("ticket.fields")}>
      <div className="part-head">
        <h2>{t("ticket.fields")}</h2>
        {editable.length > 0 && !editing ? (
          <button type="button" className="text-link push" onClick={() => setOpen(true)}>
            {t("ticket.edit")}
          </button>
        ) : null}
      </div>
      {editing ? (
        <form
          className="edit-fields"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          {inputs.map((field) => (
            <FieldFrame
              key={field.key}
              field={kindOf(field).layout ? field : { ...field, access: "write" }}
              value={toFieldValue(answerOf(draft, field.key, record))}
              onChange={(value) => change(field, value)}
              error={saving.problems[field.key] ?? null}
              size="compact"
            />
          ))}
          <div className="row">
            <button
              type="submit"
              className={phone ? "btn btn-touch grow" : "btn"}
              disabled={saving.pending}
            >
              {t("now.save")}
            </button>
            <button
              type="button"
              className={phone ? "btn btn-plain btn-touch" : "btn btn-plain"}
              onClick={cancel}
            >
              {t("dialog.cancel")}
            </button>
          </div>
        </form>
      ) : (
        <dl className="facts-list">
          {facts.map((field) => (
            <div key={field.key} className={field.type === "multiline" ? "is-long" : ""}>
              <dt>{field.label}</dt>
              <dd>
                {gone(field) ? (
                  <span className="quiet">{t("erase.erased")}</span>
                ) : (
                  <Fact form={form} field={field} record={record} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <StaleDialog form={form} saving={saving} />
    </section>
  );
}
