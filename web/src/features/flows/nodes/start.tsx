/** 开始: what begins the flow. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Slot } from "../../../designer/inputs";
import { designerPath } from "../../../designer/places";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { Group, useSetLabel, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

const TRIGGERS = ["record_created", "rule"] as const;

function When({ node }: PanelProps) {
  const { t } = useTranslation();
  const { app, flow, form, set } = useFlow();
  const label = useSetLabel(node);
  const rule = flow.nodes[node]?.trigger === "rule";
  return (
    <Group title={t("flows.start.title")}>
      <div className="fl-say">
        <Slot
          label={t("flows.start.title")}
          choices={TRIGGERS.map((each) => ({
            key: each,
            label: t(`flows.start.${each}`, { form: form.name }),
            hint: t(`flows.start.${each}_hint`),
          }))}
          chosen={[flow.nodes[node]?.trigger ?? "record_created"]}
          onChoose={([trigger]) => trigger && set(node, { trigger }, label("trigger"))}
        />
      </div>
      <p className="fl-help">{t(rule ? "flows.start.rule_help" : "flows.start.help")}</p>
      <Link className="text-link" to={designerPath(app, "form", form.key)}>
        {t("flows.start.form", { form: form.name })}
      </Link>
      <Wrong path={["nodes", node]} />
    </Group>
  );
}

export const face: NodeFace = {
  icon: "play",
  tone: "end",
  tabs: [
    { key: "start", at: ["trigger", "to"], Panel: When },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
