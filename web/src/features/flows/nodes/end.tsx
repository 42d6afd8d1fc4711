/** 归档: where it ends, and what is set then. */
import { useTranslation } from "react-i18next";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { Group, useSetLabel, Wrong } from "../panel/part";
import { SetValues } from "../panel/set-values";
import type { NodeFace, PanelProps } from "./face";

function Last({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, set } = useFlow();
  const label = useSetLabel(node);
  return (
    <Group title={t("flows.end.title")} hint={t("flows.end.help")}>
      <SetValues
        value={flow.nodes[node]?.set}
        add={t("flows.set_too")}
        onChange={(values) => set(node, { set: values ?? null }, label("set"))}
      />
      <Wrong path={["nodes", node]} but={(at) => at[2] === "name"} />
    </Group>
  );
}

export const face: NodeFace = {
  icon: "archive",
  tone: "end",
  tabs: [
    { key: "end", at: ["set"], Panel: Last },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
