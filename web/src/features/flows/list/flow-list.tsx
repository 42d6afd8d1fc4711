/** 清单: the same flow as a list, for the phone and for who likes to read. */

import { Popover } from "antd";
import { Fragment, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useProblemsAt, useSession } from "../../../designer/session";
import { PillWords } from "../canvas/boxes";
import { CardMenu } from "../canvas/card-menu";
import { NodePicker } from "../canvas/node-picker";
import { pathKey } from "../canvas/place";
import { useFlow } from "../flow-desk";
import type { Spot } from "../graph/drawing";
import type { Way } from "../graph/flow";
import { waysInto } from "../graph/layout";
import { type Block, treeOf } from "../graph/tree";
import { faceOf, iconOf } from "../nodes/face";
import { cardWords, laneText, lateText, nodeName } from "../words/card";
import { conditionPill, pillOf } from "../words/look";
import "./list.css";

export function FlowList() {
  const { t } = useTranslation();
  const { flow } = useFlow();
  const tree = useMemo(() => treeOf(flow), [flow]);
  const side = new Map<string, Way[]>();
  for (const way of tree.side) side.set(way.from, [...(side.get(way.from) ?? []), way]);
  return (
    <div className="fl-list">
      <Blocks blocks={tree.trunk} side={side} />
      {tree.loose.map((blocks) => (
        <Fragment key={blocks[0]?.node}>
          <h2 className="fl-loose">{t("flows.loose")}</h2>
          <Blocks blocks={blocks} side={side} />
        </Fragment>
      ))}
    </div>
  );
}

type Side = ReadonlyMap<string, readonly Way[]>;

function Blocks({ blocks, side }: { blocks: readonly Block[]; side: Side }) {
  return (
    <ol className="fl-blocks">
      {blocks.map((block, place) => {
        const next = blocks[place + 1];
        const into = block.fork ? waysInto(block.fork) : [];
        return (
          <li key={block.node}>
            <Row node={block.node} side={side.get(block.node) ?? []} />
            {block.fork ? (
              <ul className="fl-fork">
                {block.fork.map((column) => (
                  <li key={column.way.id}>
                    <WayLine way={column.way} />
                    <Blocks blocks={column.blocks} side={side} />
                  </li>
                ))}
              </ul>
            ) : null}
            {block.down ? <WayLine way={block.down} /> : null}
            {into.length && next ? <Plus spot={{ ways: into, target: next.node }} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

function Row({ node, side }: { node: string; side: readonly Way[] }) {
  const { flow, scene } = useFlow();
  const selected = useSession((state) => state.selection.some((each) => each[1] === node));
  const select = useSession((state) => state.select);
  const problems = useProblemsAt(["nodes", node]);
  const found = flow.nodes[node];
  if (!found) return null;
  const words = cardWords(found, scene);
  const late = lateText(found, scene);
  const lanes = (found.assign?.length ?? 0) > 1 ? (found.assign ?? []) : [];
  const worst = problems.some((each) => each.severity === "error")
    ? "is-error"
    : problems.length
      ? "is-warning"
      : "";
  return (
    <div className="fl-row-holder">
      <button
        type="button"
        data-canvas-item
        data-place={pathKey(["nodes", node])}
        aria-pressed={selected}
        className={["fl-item", selected && "is-selected", worst].filter(Boolean).join(" ")}
        onClick={() => select(["nodes", node])}
      >
        <span className={`fl-kind fl-kind-${faceOf(found.type)?.tone ?? "plain"}`}>
          <Icon name={iconOf(found.type)} />
        </span>
        <span className="fl-item-body">
          <b>{words.title}</b>
          <span className="fl-hint">{words.hint}</span>
          {lanes.map((line, place) => {
            const lane = laneText(line, scene);
            return (
              <span className={lane.bad ? "fl-item-lane is-bad" : "fl-item-lane"} key={place}>
                <span className="fl-pill-mini">
                  <PillWords pill={conditionPill(line.when, scene)} />
                </span>
                <Icon name="right" size="s" />
                <b>{lane.name}</b>
                {lane.bad ? <span>{lane.detail}</span> : null}
              </span>
            );
          })}
          {words.facts.map((fact) => (
            <span className="fl-item-fact" key={fact.text}>
              {fact.strong ? <b>{fact.strong} </b> : null}
              {fact.text}
            </span>
          ))}
          {late ? <span className="fl-item-fact is-late">{late}</span> : null}
          {problems.map((each) => (
            <span
              className={`fl-item-problem is-${each.severity}`}
              key={`${each.path} ${each.code}`}
            >
              <Icon name="alert" size="s" />
              {each.message}
            </span>
          ))}
        </span>
      </button>
      <CardMenu node={node} />
      {side.map((way) => (
        <SideWay key={way.id} way={way} />
      ))}
    </div>
  );
}

/** A way back or across: where it leads, in words. */
function SideWay({ way }: { way: Way }) {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const select = useSession((state) => state.select);
  const from = flow.nodes[way.from];
  const pill = from ? pillOf(from, way, scene) : undefined;
  const to = nodeName(flow.nodes[way.target], scene);
  return (
    <div className="fl-side">
      <button
        type="button"
        className="fl-side-words"
        onClick={() => select(["nodes", way.from, ...way.path.slice(0, 2)])}
      >
        <Icon name="rejected" size="s" />
        {t("flows.goes_to", { outcome: pill?.text ?? "", to })}
        {pill?.note ? <span>{pill.note}</span> : null}
      </button>
      <Plus spot={{ ways: [way], target: way.target }} />
    </div>
  );
}

/** The word of a way, and a "+" on it. */
function WayLine({ way }: { way: Way }) {
  const { flow, scene } = useFlow();
  const select = useSession((state) => state.select);
  const from = flow.nodes[way.from];
  const pill = from ? pillOf(from, way, scene) : undefined;
  return (
    <div className="fl-way">
      {pill ? (
        <button
          type="button"
          className={`fl-pill is-${pill.tone}`}
          onClick={() => select(["nodes", way.from, ...way.path.slice(0, 2)])}
        >
          <PillWords pill={pill} />
        </button>
      ) : null}
      <Plus spot={{ ways: [way], target: way.target }} />
    </div>
  );
}

function Plus({ spot }: { spot: Spot }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottom"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<NodePicker spot={spot} onDone={() => setOpen(false)} />}
      classNames={{ root: "fl-picker" }}
    >
      <button
        type="button"
        className="fl-add"
        aria-label={t("flows.add_step")}
        title={t("flows.add_step")}
      >
        <Icon name="plus" />
      </button>
    </Popover>
  );
}
