import { useTranslation } from "react-i18next";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { nameOf } from "../model";
import { Slot } from "../slot";

function copied(line: ActionFaceProps["line"]): string {
  const role = (line.cc as { role?: unknown } | undefined)?.role;
  return typeof role === "string" ? role : "";
}

function Words({ line, onChange, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const role = copied(line);
  return (
    <>
      <span className="di-joining">{t("inputs.escalate.copy")}</span>
      <Slot
        label={t("inputs.escalate.copy")}
        choices={[
          { key: "", label: t("inputs.escalate.nobody") },
          ...(around.roles ?? []).map((each) => ({ key: each.key, label: each.name })),
        ]}
        chosen={[role]}
        problem={hasProblem(problems, "cc")}
        onChoose={([key]) => onChange(changed(line, { cc: key ? { role: key } : undefined }))}
      />
    </>
  );
}

function Details() {
  const { t } = useTranslation();
  return <p className="di-help">{t("inputs.escalate.help")}</p>;
}

export const actionFace: ActionFace = {
  icon: "critical",
  Words,
  Details,
  brief: (_line, { t }) => t("inputs.act.escalate"),
  say(line, { around, t }) {
    const role = copied(line);
    return role === ""
      ? t("inputs.act.escalate")
      : t("inputs.act.escalate_copy", { to: nameOf(around.roles, role) });
  },
};
