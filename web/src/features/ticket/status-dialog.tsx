import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form, RecordDetail } from "../../api/types";
import { useCommands } from "../../app/commands";
import { useFocusOnOpen } from "../../app/focus-on-open";
import { Icon } from "../../app/icon";
import { Status } from "../../app/signs";
import { textOf } from "../records/customer-of";
import type { Saving } from "./save-record";

/** S: another status by keys. While a flow runs the server takes the outcome that sets it, or says what is in the way. */
export function StatusDialog({
  form,
  record,
  saving,
}: {
  form: Form;
  record: RecordDetail;
  saving: Saving;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const field = form.fields.find((each) => each.type === "status");
  const may = field !== undefined && record.access.fields[field.key] === "write";
  useCommands(
    may
      ? [
          {
            id: "status",
            name: t("ticket.set_status"),
            group: "here",
            icon: "tasks",
            keys: "s",
            run: () => setOpen(true),
          },
        ]
      : [],
    record.number || record.title,
  );
  if (!open || !field) return null;
  return (
    <StatusChoice field={field} record={record} saving={saving} onClose={() => setOpen(false)} />
  );
}

/** The present status is marked, and where one begins to move by arrows. */
export function StatusChoice({
  field,
  record,
  saving,
  onClose,
}: {
  field: Field;
  record: RecordDetail;
  saving: Saving;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { field: first, afterOpenChange } = useFocusOnOpen<HTMLButtonElement>();
  const options = field.options ?? [];
  const value = textOf(record.values, field.key);
  const present = options.find((each) => each.key === value)?.key;
  const problem = saving.problems[field.key];
  return (
    <Modal
      open
      title={t("ticket.set_status")}
      footer={null}
      width={360}
      closable={{ "aria-label": t("dialog.close") }}
      onCancel={onClose}
      afterOpenChange={afterOpenChange}
    >
      <ul className="pick-list status-list">
        {options.map((option, index) => (
          <li key={option.key}>
            <button
              type="button"
              ref={option.key === present || (!present && index === 0) ? first : undefined}
              disabled={saving.pending}
              aria-current={option.key === present ? "true" : undefined}
              aria-label={t("ticket.set_status_to", { name: option.label })}
              onKeyDown={(event) => {
                const way = {
                  ArrowDown: "nextElementSibling",
                  ArrowUp: "previousElementSibling",
                } as const;
                const step = way[event.key as keyof typeof way];
                event.currentTarget.closest("li")?.[step]?.querySelector("button")?.focus();
              }}
              onClick={() =>
                option.key === present
                  ? onClose()
                  : saving.save({ [field.key]: option.key }, onClose)
              }
            >
              <Status field={field} value={option.key} />
              {option.key === present ? <Icon name="check" size="s" /> : null}
            </button>
          </li>
        ))}
      </ul>
      {problem ? (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </Modal>
  );
}
