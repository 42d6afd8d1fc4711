import { useTranslation } from "react-i18next";
import { LocalTextInput } from "../../../designer/settings";
import { useFlow } from "../flow-desk";
import type { PanelProps } from "../nodes/face";
import { nodeName } from "../words/card";
import { Group, useSetLabel, Wrong } from "./part";

/** What the step is called. */
export function NamePart({ node, hint }: PanelProps & { hint?: string }) {
  const { t } = useTranslation();
  const { flow, scene, set } = useFlow();
  const label = useSetLabel(node);
  return (
    <Group title={t("flows.name")} hint={hint}>
      <LocalTextInput
        value={flow.nodes[node]?.name as Record<string, string> | undefined}
        label={t("flows.name")}
        placeholder={nodeName(flow.nodes[node], scene)}
        onChange={(name) => set(node, { name: name ?? null }, label("name"), `${node} name`)}
      />
      <Wrong path={["nodes", node, "name"]} />
    </Group>
  );
}
