import { useTranslation } from "react-i18next";
import { LocalTextInput } from "../../../designer/settings";
import { useFlow } from "../flow-desk";
import type { PanelProps } from "../nodes/face";
import { nodeName } from "../words/card";
import { renamed } from "../words/renamed";
import { useSetLabel, Wrong } from "./part";

/** What the step is called; above all tabs, whichever is open. */
export function NamePart({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, scene, set } = useFlow();
  const label = useSetLabel(node);
  const first = flow.nodes[node]?.type === "start";
  return (
    <div className="fl-panel-title">
      <span aria-hidden="true">{t("flows.name")}</span>
      <LocalTextInput
        value={flow.nodes[node]?.name as Record<string, string> | undefined}
        label={t("flows.name")}
        placeholder={nodeName(flow.nodes[node], scene)}
        onChange={(text) => {
          const name = renamed(flow.nodes[node]?.name, text, scene) ?? null;
          set(node, { name }, label("name"), `${node} name`);
        }}
      />
      {first ? <p className="fl-help">{t("flows.start.name_help")}</p> : null}
      <Wrong path={["nodes", node, "name"]} />
    </div>
  );
}
