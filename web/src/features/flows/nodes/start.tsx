/** 开始: what begins the flow. */
import { Radio } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { designerPath } from "../../../designer/places";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { NamePart } from "../panel/name";
import { Group, useSetLabel, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

const WAYS = ["record_created", "rule"] as const;

function When({ node }: PanelProps) {
  const { t } = useTranslation();
  const { app, flow, form, set } = useFlow();
  const label = useSetLabel(node);
  const chosen = flow.nodes[node]?.trigger ?? WAYS[0];
  return (
    <>
      <Group title={t("flows.start.title")}>
        <Radio.Group
          aria-label={t("flows.start.title")}
          vertical
          value={chosen}
          options={WAYS.map((way) => ({
            value: way,
            label: t(`flows.start.${way}`, { form: form.name }),
          }))}
          onChange={(event) => set(node, { trigger: event.target.value }, label("start"))}
        />
        <p className="fl-help">{t(`flows.start.${chosen}_help`)}</p>
        <Link className="text-link" to={designerPath(app, "form", form.key)}>
          {t("flows.start.form", { form: form.name })}
        </Link>
        <Wrong path={["nodes", node]} />
      </Group>
      <NamePart node={node} hint={t("flows.start.name_help")} />
    </>
  );
}

export const face: NodeFace = {
  icon: "play",
  tone: "end",
  tabs: [
    { key: "start", at: ["name", "trigger", "to"], Panel: When },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
