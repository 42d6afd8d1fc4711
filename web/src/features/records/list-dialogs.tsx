import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form } from "../../api/types";
import { PersonSelect } from "../../app/person-select";
import { FieldFrame, type FieldValue } from "../../fields";
import { FieldSurface } from "./field-surface";

export function AssignDialog({
  count,
  onGo,
  onClose,
}: {
  count: number;
  onGo: (to: string, reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [to, setTo] = useState<string>();
  const [reason, setReason] = useState("");
  return (
    <Modal
      open
      title={t("list.assign_many", { n: count })}
      okText={t("list.assign")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      okButtonProps={{ disabled: !to }}
      onOk={() => to && onGo(to, reason.trim() || t("list.assign_reason"))}
      onCancel={onClose}
      width={440}
    >
      <div className="field">
        <label className="field-label" htmlFor="assign-to">
          {t("task.transfer_to")}
        </label>
        <PersonSelect id="assign-to" autoFocus value={to} onChange={setTo} />
      </div>
      <label className="field">
        <span className="field-label">{t("task.reason_optional")}</span>
        <input
          className="field-box"
          value={reason}
          placeholder={t("list.assign_reason")}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </Modal>
  );
}

const NOT_TOGETHER = new Set(["status", "files"]);

export function SetDialog({
  form,
  only,
  count,
  onGo,
  onClose,
}: {
  form: Form;
  only: Field | null;
  count: number;
  onGo: (field: Field, value: FieldValue) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const fields = form.fields.filter(
    (field) => field.access === "write" && !NOT_TOGETHER.has(field.type),
  );
  const [field, setField] = useState<Field | null>(only);
  const [value, setValue] = useState<FieldValue>(null);
  return (
    <Modal
      open
      title={t(only ? "list.set_status_many" : "list.set_field_many", { n: count })}
      okText={t("now.save")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      okButtonProps={{ disabled: !field || (only !== null && !value) }}
      onOk={() => field && onGo(field, value)}
      onCancel={onClose}
      width={440}
    >
      <FieldSurface form={form}>
        {only ? null : (
          <div className="field">
            <label className="field-label" htmlFor="set-field">
              {t("list.which_field")}
            </label>
            <Select
              id="set-field"
              autoFocus
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={field?.key}
              options={fields.map((each) => ({ value: each.key, label: each.label }))}
              onChange={(key: string) => {
                setField(fields.find((each) => each.key === key) ?? null);
                setValue(null);
              }}
            />
          </div>
        )}
        {field ? (
          <div className="field">
            <FieldFrame
              key={field.key}
              field={{ ...field, access: "write", required: false }}
              value={value}
              onChange={setValue}
              error={null}
              size="compact"
            />
            {only ? <span className="field-help">{t("list.status_by_flow")}</span> : null}
          </div>
        ) : null}
      </FieldSurface>
    </Modal>
  );
}
