/** 抄送: who gets a copy to read. */
import { useTranslation } from "react-i18next";
import { type People, PeopleInput } from "../../../designer/inputs";
import { useFlow } from "../flow-desk";
import type { Receiver } from "../graph/flow";
import { AdvancedPanel } from "../panel/advanced";
import { Group, RemoveButton, useSetLabel, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

const SORTS = ["role", "team", "field", "person"] as const;

function Readers({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, form, around, act } = useFlow();
  const label = useSetLabel(node);
  const to = flow.nodes[node]?.to;
  const readers: readonly Receiver[] = Array.isArray(to) ? to : [];
  return (
    <Group title={t("flows.cc.title")} hint={t("flows.cc.help")}>
      {readers.map((reader, place) => (
        <p className="fl-say" key={place}>
          <PeopleInput
            value={reader as People}
            sorts={SORTS}
            fieldTypes={["member"]}
            form={form}
            around={around}
            onChange={(value) =>
              act(label("readers"), [{ do: "change", element: "reader", at: [node, place], value }])
            }
          />
          {readers.length > 1 ? (
            <RemoveButton
              label={t("flows.cc.remove")}
              onClick={() =>
                act(label("readers"), [{ do: "remove", element: "reader", at: [node, place] }])
              }
            />
          ) : null}
          <Wrong path={["nodes", node, "to", place]} />
        </p>
      ))}
      <span className="fl-unset">
        <PeopleInput
          value={undefined}
          sorts={SORTS}
          fieldTypes={["member"]}
          form={form}
          around={around}
          placeholder={t("flows.cc.add")}
          label={t("flows.cc.add")}
          onChange={(value) =>
            act(label("readers"), [
              { do: "add", element: "reader", at: [node, readers.length], value },
            ])
          }
        />
      </span>
    </Group>
  );
}

export const face: NodeFace = {
  icon: "mail",
  tone: "form",
  tabs: [
    { key: "readers", at: ["to"], Panel: Readers },
    { key: "advanced", at: ["type", "next"], Panel: AdvancedPanel },
  ],
};
