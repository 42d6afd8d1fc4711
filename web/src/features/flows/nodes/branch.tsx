/** 条件分支: lines of which the first that fits says where it goes on. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { DragList, DragRow } from "../../../designer/drag/list";
import { ConditionBuilder } from "../../../designer/inputs";
import { useSelected, useSession } from "../../../designer/session";
import type { FilterTree } from "../../../language/filter";
import { addLine, moveLine, removeLine } from "../edits/lines";
import { useFlow } from "../flow-desk";
import { type BranchLine, waysOf } from "../graph/flow";
import { AdvancedPanel } from "../panel/advanced";
import { AddButton, Group, RemoveButton, useSetLabel, Wrong } from "../panel/part";
import { Target } from "../panel/targets";
import type { NodeFace, PanelProps } from "./face";

const ALLOWED = { me: false, period: false, field: false };

function Lines({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, desk, run } = useFlow();
  const lines = flow.nodes[node]?.lines ?? [];
  return (
    <Group title={t("flows.branch.title")} hint={t("flows.card.first_wins")}>
      <DragList onMove={(from, to) => run(moveLine(flow, "branch", node, from, to, desk))}>
        {lines.map((line, place) => (
          <DragRow
            key={place}
            id={`${node} line ${place}`}
            index={place}
            label={t("flows.line_n", { n: place + 1 })}
          >
            <Line node={node} line={line} place={place} />
          </DragRow>
        ))}
      </DragList>
      <AddButton onClick={() => run(addLine(flow, node, desk))}>
        {t("flows.add_condition_more")}
      </AddButton>
      <Wrong path={["nodes", node, "lines"]} but={(at) => at.length > 3} />
    </Group>
  );
}

function Line({ node, line, place }: { node: string; line: BranchLine; place: number }) {
  const { t } = useTranslation();
  const { flow, form, around, desk, run, act } = useFlow();
  const label = useSetLabel(node);
  const path = ["nodes", node, "lines", place];
  const selected = useSelected(path);
  const select = useSession((state) => state.select);
  const own = useRef<HTMLDivElement>(null);
  const found = flow.nodes[node];
  const rest = line.otherwise === true;
  useEffect(() => {
    if (selected) own.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: also by the keys of its words, which are buttons
    <div
      className={selected ? "fl-line is-on" : "fl-line"}
      ref={own}
      onFocus={() => !selected && select(path)}
    >
      <span className="fl-nth">{rest ? t("flows.last") : place + 1}</span>
      <div className="fl-line-body">
        {rest ? (
          <p className="fl-say">
            <b>{t("flows.pill.otherwise")}</b>
          </p>
        ) : (
          <div className="fl-say">
            <span>{t("flows.if")}</span>
            <ConditionBuilder
              form={form}
              around={around}
              allowed={ALLOWED}
              value={line.when as FilterTree | undefined}
              label={t("flows.line_n", { n: place + 1 })}
              onChange={(when) =>
                when &&
                act(label("condition"), [
                  { do: "change", element: "branch", at: [node, place], values: { when } },
                ])
              }
            />
          </div>
        )}
        <p className="fl-say">
          <span>{t("flows.then_goes")}</span>
          <Target way={found && waysOf(node, found).find((way) => way.line === place)} />
        </p>
        <Wrong path={path} />
      </div>
      {rest ? null : (
        <RemoveButton
          label={t("flows.remove_line_n", { n: place + 1 })}
          onClick={() => run(removeLine(flow, node, place, desk))}
        />
      )}
    </div>
  );
}

export const face: NodeFace = {
  icon: "split",
  tone: "flow",
  tabs: [
    { key: "conditions", at: ["lines"], Panel: Lines },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};
