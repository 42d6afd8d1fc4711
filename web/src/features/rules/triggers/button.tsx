import { useTranslation } from "react-i18next";
import { usePreferences } from "../../../app/preferences";
import { Slot, TextBox } from "../../../designer/inputs";
import { textIn, withText } from "../../../designer/texts";
import { type TriggerFace, type TriggerFaceProps, wrongAt } from "../trigger-face";

function Words({ when, onChange, around, problems }: TriggerFaceProps) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const label = textIn(when.label, language);
  const roles = Array.isArray(when.roles) ? when.roles.map(String) : [];
  return (
    <>
      <span className="di-joining">{t("rules.when.named")}</span>
      <TextBox
        label={t("rules.when.button")}
        value={label}
        placeholder={t("rules.when.button_example")}
        problem={label === "" || wrongAt(problems, "label")}
        onChange={(text) =>
          onChange({ label: withText(when.label as string, language, text.trim()) })
        }
      />
      <span className="di-joining">{t("rules.when.by")}</span>
      <Slot
        label={t("rules.when.roles")}
        several
        tone={roles.length > 0 ? "word" : "plain"}
        choices={(around.roles ?? []).map((each) => ({ key: each.key, label: each.name }))}
        chosen={roles}
        {...(roles.length === 0 ? { text: t("rules.when.who_may") } : {})}
        problem={wrongAt(problems, "roles")}
        joiner={t("list.and")}
        onChoose={(keys) => onChange({ roles: keys.length > 0 ? keys : undefined })}
      />
    </>
  );
}

export const triggerFace: TriggerFace = {
  icon: "claim",
  Words,
  say: (when, { form, t }) =>
    t("rules.say.button", { form: form.name, label: textIn(when.label, t("rules.language")) }),
  brief: (when, { t }) =>
    t("rules.brief.button", { label: textIn(when.label, t("rules.language")) }),
  start: () => ({}),
};
