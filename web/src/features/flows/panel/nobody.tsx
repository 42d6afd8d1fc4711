/** 实在没人能接时: what happens with work that is offered to people of whom nobody is there. */
import { useTranslation } from "react-i18next";
import { type Choice, type People, PeopleInput, Slot } from "../../../designer/inputs";
import { useFlow } from "../flow-desk";
import type { Nobody } from "../graph/flow";
import type { PanelProps } from "../nodes/face";
import { local } from "../words/scene";
import { Group, useSetLabel, Wrong } from "./part";

const SORTS = ["team", "role", "person"] as const;
const WAYS = ["wait", "administrator", "others", "skip", "incident"] as const;
type Way = (typeof WAYS)[number];

function wayOf(nobody: Nobody | undefined): Way {
  if (!nobody) return "wait";
  if (nobody.administrator) return "administrator";
  if (nobody.incident) return "incident";
  return nobody.skip === undefined ? "others" : "skip";
}

export function NobodyPart({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, form, around, scene, set } = useFlow();
  const label = useSetLabel(node);
  const found = flow.nodes[node];
  const nobody = found?.nobody;
  const way = wayOf(nobody);
  const outcomes = Object.entries(found?.outcomes ?? {}).filter(
    ([, outcome]) => outcome.reason !== "required",
  );
  const change = (next: Nobody | null) => set(node, { nobody: next }, label("nobody"));
  const choices: Choice[] = WAYS.filter((each) => each !== "skip" || outcomes.length > 0).map(
    (each) => ({
      key: each,
      label: t(`flows.nobody.${each}`),
      hint: t(`flows.nobody.${each}_hint`),
    }),
  );
  function meant(next: Way): Nobody | null {
    const [first] = outcomes;
    const role = around.roles?.[0]?.key;
    const team = around.teams?.[0]?.key;
    if (next === "skip") return first ? { skip: first[0] } : null;
    if (next === "incident") return { incident: true };
    if (next === "others" && role) return { role };
    if (next === "others" && team) return { team };
    return next === "wait" ? null : { administrator: true };
  }
  return (
    <Group title={t("flows.nobody.title")}>
      <div className="fl-mode">
        <Slot
          label={t("flows.nobody.title")}
          tone="plain"
          choices={choices}
          chosen={[way]}
          onChoose={([next]) => next !== way && change(meant(next as Way))}
        />
      </div>
      {way === "others" && nobody ? (
        <p className="fl-say">
          <span>{t("flows.give_to")}</span>
          <PeopleInput
            value={nobody as People}
            onChange={(next: People) => change(next as Nobody)}
            form={form}
            around={around}
            sorts={SORTS}
            label={t("flows.nobody.others")}
          />
        </p>
      ) : null}
      {way === "skip" && nobody ? (
        <p className="fl-say">
          <span>{t("flows.nobody.as")}</span>
          <Slot
            label={t("flows.nobody.as")}
            choices={outcomes.map(([key, outcome]) => ({
              key,
              label: local(outcome.name, scene.language) || key,
            }))}
            chosen={nobody.skip === undefined ? [] : [nobody.skip]}
            onChoose={([key]) => key && change({ skip: key })}
          />
        </p>
      ) : null}
      <Wrong path={["nodes", node, "nobody"]} />
    </Group>
  );
}
