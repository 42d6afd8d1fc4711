import { useTranslation } from "react-i18next";
import type { Form, RecordDetail } from "../../api/types";
import { AttachedFiles } from "./attached";

/** Pictures to look at, other files to download. */
export function FilesPart({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const ids = form.fields
    .filter((field) => field.type === "files")
    .flatMap((field) => {
      const value = record.values[field.key];
      return Array.isArray(value) ? value : [];
    });
  const files = ids.flatMap((id) => {
    const file = record.related.files[id];
    return file ? [{ id, ...file }] : [];
  });
  if (files.length === 0) return null;
  return (
    <section className="part" aria-label={t("files.title")}>
      <div className="part-head">
        <h2>{t("files.title")}</h2>
        <span className="count">{files.length}</span>
      </div>
      <AttachedFiles files={files} />
    </section>
  );
}
