/** Outcomes: the buttons with which work ends, what each sets, asks for, and where it leads. */
import { Switch } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { DragList, DragRow } from "../../../designer/drag/list";
import { Slot } from "../../../designer/inputs";
import { useSelected, useSession } from "../../../designer/session";
import { LocalTextInput } from "../../../designer/settings";
import { isRefused } from "../edits/edit";
import { addOutcome, removeOutcome } from "../edits/lines";
import { useFlow } from "../flow-desk";
import { type Outcome, waysOf } from "../graph/flow";
import { renamed } from "../words/renamed";
import { local } from "../words/scene";
import { AddButton, Group, RemoveButton, useSetLabel, Wrong } from "./part";
import { SetValues } from "./set-values";
import { Target } from "./targets";

export function Outcomes({ node, hint }: { node: string; hint?: string }) {
  const { t } = useTranslation();
  const { flow, scene, desk, run, act } = useFlow();
  const outcomes = Object.entries(flow.nodes[node]?.outcomes ?? {});
  const [fresh, setFresh] = useState<string>();
  function add(): void {
    const edit = addOutcome(flow, node, desk);
    if (run(edit) && !isRefused(edit)) setFresh(String(edit.select?.[0]?.at(-1)));
  }
  function move(from: number, to: number): void {
    const [key] = outcomes[from] ?? [];
    if (key !== undefined)
      act(t("flows.did.move_outcome"), [
        { do: "move", element: "outcome", at: [node, key], place: to },
      ]);
  }
  return (
    <Group title={t("flows.outcomes")} hint={hint}>
      <DragList onMove={move}>
        {outcomes.map(([key, outcome], place) => (
          <DragRow
            key={key}
            id={`${node} outcome ${key}`}
            index={place}
            label={local(outcome.name, scene.language)}
          >
            <One node={node} name={key} outcome={outcome} fresh={key === fresh} />
          </DragRow>
        ))}
      </DragList>
      <AddButton onClick={add}>{t("flows.add_outcome")}</AddButton>
      <Wrong path={["nodes", node, "outcomes"]} but={(at) => at.length > 3} />
    </Group>
  );
}

function One({
  node,
  name,
  outcome,
  fresh,
}: {
  node: string;
  name: string;
  outcome: Outcome;
  /** It was just added: what it is called comes first. */
  fresh: boolean;
}) {
  const { t } = useTranslation();
  const { flow, scene, desk, run, act } = useFlow();
  const label = useSetLabel(node);
  const path = ["nodes", node, "outcomes", name];
  const selected = useSelected(path);
  const select = useSession((state) => state.select);
  const own = useRef<HTMLDivElement>(null);
  const found = flow.nodes[node];
  const way = found && waysOf(node, found).find((each) => each.outcome === name);
  const text = local(outcome.name, scene.language);
  const change = (values: Record<string, unknown>, merge?: string) =>
    act(
      label("outcome"),
      [{ do: "change", element: "outcome", at: [node, name], values }],
      merge ? { merge: `${node} ${name} ${merge}` } : {},
    );
  useEffect(() => {
    if (selected) own.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  useEffect(() => {
    const called = fresh ? own.current?.querySelector("input") : null;
    called?.focus();
    called?.select();
  }, [fresh]);
  const toTask = flow.nodes[outcome.to]?.type === "task";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: also by the keys of what stands in it
    <div
      className={selected ? "fl-outcome is-on" : "fl-outcome"}
      ref={own}
      onFocus={() => !selected && select(path)}
    >
      <div className="fl-outcome-head">
        <LocalTextInput
          value={outcome.name as Record<string, string>}
          label={t("flows.outcome_name")}
          onChange={(next) =>
            next !== undefined && change({ name: renamed(outcome.name, next, scene) }, "name")
          }
        />
        <RemoveButton
          label={t("flows.remove_outcome", { name: text })}
          onClick={() => run(removeOutcome(flow, node, name, desk))}
        />
      </div>
      <p className="fl-say">
        <Icon name="right" size="s" />
        <span>{t("flows.then_goes")}</span>
        <Target way={way} />
        <Slot
          label={t("flows.reason")}
          tone="plain"
          choices={(["none", "optional", "required"] as const).map((each) => ({
            key: each,
            label: t(`flows.reason_${each}`),
          }))}
          chosen={[outcome.reason ?? "none"]}
          onChoose={([reason]) => change({ reason: reason === "none" ? null : reason })}
        />
      </p>
      {toTask ? (
        <p className="fl-toggle">
          <span>{t("flows.back_to_same")}</span>
          <Switch
            size="small"
            checked={outcome.assign === "previous"}
            aria-label={t("flows.back_to_same")}
            onChange={(on) => change({ assign: on ? "previous" : null })}
          />
        </p>
      ) : null}
      <SetValues
        value={outcome.set}
        add={t("flows.set_too")}
        onChange={(set) => change({ set: set ?? null })}
      />
      <Wrong path={path} />
    </div>
  );
}
