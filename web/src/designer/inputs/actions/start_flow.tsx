import { useTranslation } from "react-i18next";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { nameOf } from "../model";
import { Slot } from "../slot";

function Words({ line, onChange, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const chosen = typeof line.flow === "string" ? [line.flow] : [];
  return (
    <Slot
      label={t("inputs.flow.label")}
      choices={(around.flows ?? []).map((each) => ({ key: each.key, label: each.name }))}
      chosen={chosen}
      placeholder={t("inputs.flow.choose")}
      problem={chosen.length === 0 || hasProblem(problems, "flow")}
      nothing={t("inputs.flow.none")}
      onChoose={([key]) => key && onChange(changed(line, { flow: key }))}
    />
  );
}

export const actionFace: ActionFace = {
  icon: "flow",
  Words,
  start: (_form, around) => {
    const flow = around.flows?.[0]?.key;
    return flow === undefined ? {} : { flow };
  },
  say: (line, { around, t }) =>
    t("inputs.act.start_flow", {
      flow: nameOf(around.flows, String(line.flow ?? "")) || t("inputs.flow.choose"),
    }),
};
