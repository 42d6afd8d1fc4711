import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { TITLE } from "./columns";

/** The name of a column as its head shows it. */
export function useColumnLabel(form: Form): (key: string) => string {
  const { t } = useTranslation();
  return (key) => {
    if (key === TITLE) {
      const title = form.fields.find((field) => field.key === form.title_field);
      return form.case || !title ? t("list.column.title") : title.label;
    }
    const field = form.fields.find((each) => each.key === key);
    return field?.label ?? t(`list.column.${key}`);
  };
}
