import { Modal } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { useColleagues } from "../../app/queries";
import { ConditionBuilder, finished, type InputField, promiseFields } from "../../designer/inputs";
import type { FilterTree } from "../../language/filter";
import { RecordChoice, useLinkTitles } from "./filter-link";

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
  const [met, setMet] = useState<Record<string, string>>({});
  const named = useMemo(() => (value ? [value] : []), [value]);
  const titles = useLinkTitles(form, named);
  const whole = tree ? finished(tree) : undefined;
  const fields = [
    ...form.fields.filter((field) => field.access !== "masked"),
    ...promiseFields(
      form,
      form.promises.levels.map((level) => ({ key: level.key, label: level.name })),
      (key) => t(`list.column.${key}`),
    ),
    { key: "created_at", type: "datetime", label: t("list.column.created_at") },
    { key: "updated_at", type: "datetime", label: t("list.column.updated_at") },
  ].map(({ key, type, label, ...more }: InputField) => ({
    key,
    type,
    label,
    ...(more.options ? { options: more.options } : {}),
    ...(more.form ? { form: more.form } : {}),
    ...(more.family ? { family: more.family } : {}),
  }));
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
          records: {
            names: { ...titles, ...met },
            meet: (names) => setMet((before) => ({ ...before, ...names })),
            Choice: RecordChoice,
          },
        }}
        label={t("list.advanced")}
      />
    </Modal>
  );
}
