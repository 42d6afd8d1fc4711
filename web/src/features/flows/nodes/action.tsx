/** 自动动作: what the system does by itself. */
import { useTranslation } from "react-i18next";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { Actions } from "../panel/due";
import { Group, useSetLabel, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

function What({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, set } = useFlow();
  const label = useSetLabel(node);
  return (
    <Group title={t("flows.actions.title")} hint={t("flows.actions.help")}>
      <Actions
        path={["nodes", node, "actions"]}
        value={flow.nodes[node]?.actions ?? []}
        onChange={(actions) => set(node, { actions }, label("actions"))}
      />
      <Wrong path={["nodes", node, "actions"]} but={(at) => at.length > 3} />
    </Group>
  );
}

export const face: NodeFace = {
  icon: "bolt",
  tone: "rule",
  tabs: [
    { key: "actions", at: ["actions"], Panel: What },
    { key: "advanced", at: ["type", "to"], Panel: AdvancedPanel },
  ],
};
