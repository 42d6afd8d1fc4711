import { useTranslation } from "react-i18next";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import type { LocalText } from "../model";
import { Slot } from "../slot";
import { templateText, variablesOf } from "../template";
import { TemplateInput } from "../template-input";

function Words({ line, onChange }: ActionFaceProps) {
  const { t } = useTranslation();
  return (
    <Slot
      label={t("inputs.comment.label")}
      choices={[
        { key: "internal", label: t("inputs.comment.internal") },
        { key: "public", label: t("inputs.comment.public") },
      ]}
      chosen={[line.visibility === "public" ? "public" : "internal"]}
      onChoose={([key]) => onChange(changed(line, { visibility: key }))}
    />
  );
}

function Details({ line, onChange, form, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  return (
    <div className="di-field">
      <TemplateInput
        label={t("inputs.comment.text")}
        placeholder={t("inputs.comment.text")}
        lines
        value={line.text as LocalText | undefined}
        form={form}
        around={around}
        problem={line.text === undefined || hasProblem(problems, "text")}
        onChange={(text) => onChange(changed(line, { text }))}
      />
    </div>
  );
}

export const actionFace: ActionFace = {
  icon: "edit",
  Words,
  Details,
  brief: (line, { t }) =>
    t(line.visibility === "public" ? "inputs.act.replies" : "inputs.act.notes"),
  say: (line, { form, around, t, language }) =>
    t(line.visibility === "public" ? "inputs.act.comment_public" : "inputs.act.comment", {
      text: templateText(line.text as LocalText, variablesOf(form, around, t), language),
    }),
};
