/** 处理: work of people. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { useFlow } from "../flow-desk";
import { AdvancedPanel } from "../panel/advanced";
import { AssignPanel } from "../panel/assign";
import { DuePanel } from "../panel/due";
import { FieldRightsPanel } from "../panel/field-rights";
import { Outcomes } from "../panel/outcomes";
import { Group, useSetLabel, Wrong } from "../panel/part";
import { SetValues } from "../panel/set-values";
import type { NodeFace, PanelProps } from "./face";

const ALLOW = ["transfer", "return", "urge", "comment"] as const;

function How({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, set } = useFlow();
  const label = useSetLabel(node);
  const found = flow.nodes[node];
  const allow = found?.allow ?? [];
  return (
    <>
      <Group title={t("flows.claimed")} hint={found?.claimed ? undefined : t("flows.claimed_hint")}>
        <SetValues
          value={found?.claimed?.set}
          add={t("flows.set_too")}
          onChange={(values) =>
            set(node, { claimed: values ? { set: values } : null }, label("claimed"))
          }
        />
        <Wrong path={["nodes", node, "claimed"]} />
      </Group>
      <Outcomes node={node} hint={t("flows.outcomes_help")} />
      <Group title={t("flows.allowed")}>
        <div className="fl-checks">
          {ALLOW.map((each) => (
            <Checkbox
              key={each}
              checked={allow.includes(each)}
              onChange={({ target }) => {
                const next = ALLOW.filter((key) =>
                  key === each ? target.checked : allow.includes(key),
                );
                set(node, { allow: next.length ? next : null }, label("allow"));
              }}
            >
              {t(`flows.allow.${each}`)}
            </Checkbox>
          ))}
        </div>
      </Group>
    </>
  );
}

export const face: NodeFace = {
  icon: "wrench",
  tone: "flow",
  tabs: [
    { key: "who", at: ["assign", "nobody"], Panel: AssignPanel },
    { key: "how", at: ["claimed", "outcomes", "allow"], Panel: How },
    { key: "due", at: ["due"], Panel: DuePanel },
    { key: "fields", at: ["fields"], Panel: FieldRightsPanel },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
