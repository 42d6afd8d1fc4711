import { useTranslation } from "react-i18next";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { nameOf } from "../model";
import { type People, PeopleInput, peopleText } from "../people-input";
import { Slot } from "../slot";

function Words({ line, onChange, form, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const survey = typeof line.survey === "string" ? [line.survey] : [];
  const surveys = around.surveys ?? [];
  return (
    <>
      <Slot
        label={t("inputs.survey.label")}
        choices={surveys.map((each) => ({ key: each.key, label: each.name }))}
        chosen={survey}
        placeholder={t("inputs.survey.choose")}
        problem={survey.length === 0 || hasProblem(problems, "survey")}
        nothing={t("inputs.survey.none")}
        onChoose={([key]) => key && onChange(changed(line, { survey: key }))}
      />
      <span className="di-joining">{t("inputs.survey.to")}</span>
      <PeopleInput
        value={line.to as People | undefined}
        form={form}
        around={around}
        sorts={["field"]}
        fieldTypes={["email", "mobile"]}
        label={t("inputs.survey.address")}
        placeholder={t("inputs.survey.address")}
        problem={hasProblem(problems, "to")}
        onChange={(to) => onChange(changed(line, { to }))}
      />
    </>
  );
}

export const actionFace: ActionFace = {
  icon: "star",
  Words,
  start(form, around) {
    const survey = around.surveys?.[0]?.key;
    const address =
      form.fields.find((each) => each.type === "email") ??
      form.fields.find((each) => each.type === "mobile");
    return {
      ...(survey === undefined ? {} : { survey }),
      ...(address === undefined ? {} : { to: { field: address.key } }),
    };
  },
  brief: (_line, { t }) => t("inputs.act.survey"),
  say: (line, { form, around, t }) =>
    t("inputs.act.send_survey", {
      survey: nameOf(around.surveys, String(line.survey ?? "")) || t("inputs.survey.choose"),
      to: peopleText(line.to as People | undefined, form, around, t),
    }),
};
