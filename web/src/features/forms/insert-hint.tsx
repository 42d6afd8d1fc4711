import { useTranslation } from "react-i18next";
import { FileDrop } from "../../app/file-drop";
import { Icon } from "../../app/icon";
import { useAppModel } from "../../designer/app-model";
import { useNarrow } from "../../designer/narrow";
import { useSession } from "../../designer/session";
import { startsFor } from "./starts";
import { useFormActs } from "./use-form";

/** An empty form says how it begins, and offers beginnings: two ready ones, and a sheet. */
export function InsertHint({ onSheet }: { onSheet: (file: File) => void }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const acts = useFormActs();
  const app = useSession((state) => state.app);
  const name = useSession((state) => state.name);
  const model = useAppModel(app);
  return (
    <div className="fd-empty" data-empty>
      <Icon name="form" />
      <h2>{t("form_design.empty_title")}</h2>
      <p>{t(narrow ? "form_design.empty_text_phone" : "form_design.empty_text")}</p>
      <p className="fd-or">{t("form_design.start_or")}</p>
      <div className="fd-starts">
        {startsFor(model, name).map((start) => (
          <button key={start.key} type="button" onClick={() => acts.begin(start)}>
            <Icon name={start.icon} />
            <span>
              <b>{t(`form_design.start_${start.key}`)}</b>
              <span>{t(`form_design.start_${start.key}_text`)}</span>
            </span>
          </button>
        ))}
      </div>
      <FileDrop
        small
        title={t("form_sheet.start")}
        help={t("form_sheet.start_help")}
        onFile={onSheet}
      />
    </div>
  );
}
