/** 用户确认: the customer says yes or no. */
import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Duration, DurationInput, Slot } from "../../../designer/inputs";
import { useFlow } from "../flow-desk";
import type { FlowNode } from "../graph/flow";
import { AdvancedPanel } from "../panel/advanced";
import { Outcomes } from "../panel/outcomes";
import { AddButton, Group, RemoveButton, useSetLabel, Wrong } from "../panel/part";
import { local } from "../words/scene";
import type { NodeFace, PanelProps } from "./face";

function How({ node }: PanelProps) {
  const { t } = useTranslation();
  return <Outcomes node={node} hint={t("flows.confirm.outcomes_help")} />;
}

type AutoValue = NonNullable<FlowNode["auto"]>;

function Auto({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, scene, set, around } = useFlow();
  const label = useSetLabel(node);
  const found = flow.nodes[node];
  const auto = found?.auto;
  const outcomes = Object.entries(found?.outcomes ?? {});
  const first = outcomes.find(([, each]) => each.reason !== "required")?.[0];
  const put = (next: AutoValue | null) => set(node, { auto: next }, label("auto"));
  const remind = auto?.remind ?? [];
  const reminders = (next: readonly Duration[]) => {
    if (!auto) return;
    const { after, outcome } = auto;
    put({ after, ...(next.length ? { remind: next } : {}), outcome });
  };
  return (
    <>
      <Group
        title={t("flows.confirm.auto")}
        hint={auto ? undefined : t("flows.confirm.auto_none")}
        extra={
          <Switch
            size="small"
            checked={auto !== undefined}
            disabled={!auto && first === undefined}
            aria-label={t("flows.confirm.auto")}
            onChange={(on) =>
              put(
                on && first !== undefined
                  ? { after: { days: 7, time: "wall" }, outcome: first }
                  : null,
              )
            }
          />
        }
      >
        {auto ? (
          <p className="fl-say">
            <span>{t("flows.confirm.after")}</span>
            <DurationInput
              value={auto.after as Duration}
              calendars={around.calendars ?? []}
              label={t("flows.confirm.auto")}
              onChange={(after) => put({ ...auto, after })}
            />
            <span>{t("flows.confirm.take")}</span>
            <Slot
              label={t("flows.confirm.take")}
              choices={outcomes.map(([key, each]) => ({
                key,
                label: local(each.name, scene.language),
              }))}
              chosen={[auto.outcome]}
              onChoose={([outcome]) => outcome && put({ ...auto, outcome })}
            />
          </p>
        ) : null}
        <Wrong path={["nodes", node, "auto"]} but={(at) => at[3] === "remind"} />
      </Group>
      {auto ? (
        <Group
          title={t("flows.confirm.remind")}
          hint={remind.length ? undefined : t("flows.confirm.remind_none")}
        >
          {remind.map((each, place) => (
            <p className="fl-say" key={place}>
              <span>{t("flows.confirm.remind_after")}</span>
              <DurationInput
                value={each as Duration}
                calendars={around.calendars ?? []}
                label={t("flows.confirm.remind")}
                onChange={(next) =>
                  reminders(remind.map((old, at) => (at === place ? next : old)) as Duration[])
                }
              />
              <RemoveButton
                label={t("flows.confirm.remove_reminder")}
                onClick={() => reminders(remind.filter((_, at) => at !== place) as Duration[])}
              />
            </p>
          ))}
          <AddButton
            onClick={() =>
              reminders([...(remind as Duration[]), { days: 3 * (remind.length + 1) }])
            }
          >
            {t("flows.confirm.add_reminder")}
          </AddButton>
          <Wrong path={["nodes", node, "auto", "remind"]} />
        </Group>
      ) : null}
    </>
  );
}

export const face: NodeFace = {
  icon: "smile",
  tone: "board",
  tabs: [
    { key: "answers", at: ["outcomes"], Panel: How },
    { key: "auto", at: ["auto"], Panel: Auto },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
