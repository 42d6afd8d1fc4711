import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useNarrow } from "../../designer/narrow";

/** An empty form says how it begins. */
export function InsertHint() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  return (
    <div className="fd-empty" data-empty>
      <Icon name="form" />
      <h2>{t("form_design.empty_title")}</h2>
      <p>{t(narrow ? "form_design.empty_text_phone" : "form_design.empty_text")}</p>
    </div>
  );
}
