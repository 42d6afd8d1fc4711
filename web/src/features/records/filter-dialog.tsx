import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { useColleagues } from "../../app/queries";
import { ConditionBuilder, finished } from "../../designer/inputs";
import type { FilterTree } from "../../language/filter";

/** Conditions of conditions: 并且, 或者, groups, every operator. */
export function FilterDialog({
  form,
  value,
  onDone,
  onClose,
}: {
  form: Form;
  value: FilterTree | undefined;
  onDone: (tree: FilterTree | null) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data } = useColleagues();
  const [tree, setTree] = useState(value);
  const whole = tree ? finished(tree) : undefined;
  const fields = [
    ...form.fields.filter((field) => field.access !== "masked"),
    { key: "created_at", type: "datetime", label: t("list.column.created_at"), options: null },
    { key: "updated_at", type: "datetime", label: t("list.column.updated_at"), options: null },
  ].map(({ key, type, label, options }) => ({ key, type, label, ...(options ? { options } : {}) }));
  return (
    <Modal
      open
      title={t("list.advanced")}
      okText={t("list.apply")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      okButtonProps={{ disabled: tree !== undefined && whole === undefined }}
      onOk={() => onDone(whole ?? null)}
      onCancel={onClose}
      width={680}
    >
      <ConditionBuilder
        form={{ key: form.key, name: form.name, fields }}
        value={tree}
        onChange={setTree}
        around={{
          people: (data?.items ?? []).map((each) => ({ key: each.id, name: each.name })),
        }}
        label={t("list.advanced")}
      />
    </Modal>
  );
}
