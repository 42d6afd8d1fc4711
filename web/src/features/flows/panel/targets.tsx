/** Where a way leads, as a word of a sentence. */
import { useTranslation } from "react-i18next";
import { Slot } from "../../../designer/inputs";
import { leadTo } from "../edits/lines";
import { useFlow } from "../flow-desk";
import type { Way } from "../graph/flow";
import { iconOf } from "../nodes/face";
import { nodeName } from "../words/card";

export function Target({ way }: { way: Way | undefined }) {
  const { t } = useTranslation();
  const { flow, scene, desk, run } = useFlow();
  if (!way) return null;
  const choices = Object.entries(flow.nodes)
    .filter(([, node]) => node.type !== "start")
    .map(([key, node]) => ({
      key,
      label: nodeName(node, scene),
      icon: iconOf(node.type),
      hint: key === way.from ? t("flows.itself") : undefined,
    }));
  return (
    <Slot
      label={t("flows.leads_to")}
      choices={choices}
      chosen={[way.target]}
      problem={!flow.nodes[way.target]}
      onChoose={([key]) => key && run(leadTo(flow, way, key, desk))}
    />
  );
}
