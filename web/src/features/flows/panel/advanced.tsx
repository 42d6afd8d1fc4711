/** 高级: the key, and what can be done with the step as a whole. */
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useSession, useSessionStore } from "../../../designer/session";
import { KeyInput } from "../../../designer/settings";
import { useFlow } from "../flow-desk";
import type { PanelProps } from "../nodes/face";
import { useStepActs } from "../step-acts";
import { Group, Wrong } from "./part";

export function AdvancedPanel({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, act } = useFlow();
  const isUsed = useSession((state) => state.isUsed);
  const store = useSessionStore();
  const outcomes = Object.keys(flow.nodes[node]?.outcomes ?? {});
  const acts = useStepActs(node);
  return (
    <>
      <Group title={t("flows.key.title")} hint={t("flows.key.help")}>
        <KeyInput
          value={node}
          fixed={isUsed("node", [node])}
          taken={(key) => key in flow.nodes || isUsed("node", [key])}
          onRename={(key) => {
            const done = act(t("flows.did.rename_key", { key }), [
              { do: "rename", element: "node", at: [node], key },
            ]);
            if (done) store.getState().select(["nodes", key]);
          }}
        />
        <Wrong path={["nodes", node]} but={(at) => at.length > 2} />
      </Group>
      {outcomes.length ? (
        <Group title={t("flows.key.outcomes")}>
          {outcomes.map((outcome) => (
            <KeyInput
              key={outcome}
              value={outcome}
              fixed={isUsed("outcome", [node, outcome])}
              taken={(key) => outcomes.includes(key) || isUsed("outcome", [node, key])}
              onRename={(key) =>
                act(t("flows.did.rename_key", { key }), [
                  { do: "rename", element: "outcome", at: [node, outcome], key },
                ])
              }
            />
          ))}
        </Group>
      ) : null}
      {acts.length ? (
        <Group title={t("flows.act.title")}>
          <div className="fl-acts">
            {acts.map((each) => (
              <button
                key={each.key}
                type="button"
                className={each.danger ? "btn btn-small fl-danger" : "btn btn-small"}
                title={each.keys}
                onClick={each.run}
              >
                <Icon
                  name={
                    each.key === "remove"
                      ? "trash"
                      : each.key === "up"
                        ? "up"
                        : each.key === "down"
                          ? "down"
                          : "copy"
                  }
                  size="s"
                />
                {each.label}
              </button>
            ))}
          </div>
        </Group>
      ) : null}
    </>
  );
}
