import { useTranslation } from "react-i18next";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { type People, PeopleInput, peopleText } from "../people-input";
import { Slot } from "../slot";

function Words({ line, onChange, form, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  return (
    <>
      <span className="di-joining">{t("inputs.assign.to")}</span>
      <PeopleInput
        value={line.to as People | undefined}
        form={form}
        around={around}
        sorts={["role", "team", "manager", "field", "person"]}
        fieldTypes={["member"]}
        problem={hasProblem(problems, "to")}
        onChange={(to) => onChange(changed(line, { to }))}
      />
    </>
  );
}

/** Which field gets the name, where the form has several. */
function Details({ line, onChange, form, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const members = form.fields.filter((each) => each.type === "member");
  const to = line.to as People | undefined;
  const field = typeof line.field === "string" ? line.field : "";
  return (
    <>
      {to?.role !== undefined || to?.team !== undefined ? (
        <p className="di-help">{t("inputs.assign.least")}</p>
      ) : null}
      {members.length > 1 || field !== "" ? (
        <p className="di-row di-sentence">
          <span className="di-joining">{t("inputs.assign.field")}</span>
          <Slot
            label={t("inputs.assign.field")}
            choices={[
              { key: "", label: t("inputs.assign.no_field") },
              ...members.map((each) => ({ key: each.key, label: each.label })),
            ]}
            chosen={[field]}
            problem={hasProblem(problems, "field")}
            onChoose={([key]) => onChange(changed(line, { field: key || undefined }))}
          />
        </p>
      ) : null}
    </>
  );
}

export const actionFace: ActionFace = {
  icon: "transfer",
  Words,
  Details,
  say: (line, { form, around, t }) =>
    t("inputs.act.assign", { to: peopleText(line.to as People | undefined, form, around, t) }),
};
