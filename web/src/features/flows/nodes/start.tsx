/** 开始: what begins the flow. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { designerPath } from "../../../designer/places";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { NamePart } from "../panel/name";
import { Group, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

function When({ node }: PanelProps) {
  const { t } = useTranslation();
  const { app, form } = useFlow();
  return (
    <>
      <Group title={t("flows.start.title")}>
        <p className="fl-text">{t("flows.card.start", { form: form.name })}</p>
        <p className="fl-help">{t("flows.start.help")}</p>
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
