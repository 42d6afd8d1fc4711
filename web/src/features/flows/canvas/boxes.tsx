/** What stands on the canvas: cards, heads of forks, lanes, words on lines, places to put something in. */
import type { Node, NodeProps } from "@xyflow/react";
import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useDragSource } from "../../../designer/drag/drag";
import { useProblemsAt, useSelected, useSession } from "../../../designer/session";
import { addAssignment, addLine } from "../edits/lines";
import { canMove } from "../edits/move";
import { useFlow } from "../flow-desk";
import type { Box, Pill } from "../graph/drawing";
import { faceOf, iconOf } from "../nodes/face";
import { cardWords, type Fact, type FactIcon } from "../words/card";
import { CardMenu } from "./card-menu";
import { Heat } from "./heat";
import { NodePicker } from "./node-picker";
import { type Path, pathKey, usePlace } from "./place";

export type BoxNode = Node<{ box: Box }>;
type Props = NodeProps<BoxNode>;

const FACT_ICONS: Readonly<Record<FactIcon, Parameters<typeof Icon>[0]["name"]>> = {
  person: "person",
  clock: "clock",
  pen: "edit",
  bell: "bell",
  flow: "bolt",
  check: "check",
};

function useBox(path: Path) {
  const selected = useSelected(path);
  const problems = useProblemsAt(path);
  const select = useSession((state) => state.select);
  const worst = problems.some((each) => each.severity === "error")
    ? "error"
    : problems.length
      ? "warning"
      : null;
  return { selected, worst, choose: () => select(path) };
}

const classes = (...names: (string | false | null | undefined)[]) =>
  names.filter(Boolean).join(" ");

function Card({ data: { box } }: Props) {
  const { flow, scene } = useFlow();
  const path = ["nodes", box.node];
  const { selected, worst, choose } = useBox(path);
  const inside = useSession((state) => state.selection.some((each) => each[1] === box.node));
  const node = flow.nodes[box.node];
  const movable = canMove(flow, box.node);
  const { ref, isDragging } = useDragSource(`card ${box.node}`, { node: box.node }, !movable);
  if (!node) return null;
  const words = cardWords(node, scene);
  const small = box.height < 60;
  return (
    <div
      className={classes("fl-holder nopan", isDragging && "is-dragging")}
      style={{ width: box.width, height: box.height }}
    >
      <button
        type="button"
        ref={ref}
        data-canvas-item
        data-place={pathKey(path)}
        className={classes(
          "fl-card",
          small && "is-small",
          (selected || inside) && "is-selected",
          worst && `is-${worst}`,
          movable && "is-movable",
        )}
        aria-pressed={selected}
        onClick={choose}
      >
        <span className={`fl-kind fl-kind-${faceOf(node.type)?.tone ?? "plain"}`}>
          <Icon name={iconOf(node.type)} />
        </span>
        <span className="fl-card-body">
          <span className="fl-card-head">
            <b className="fl-cut">{words.title}</b>
            <span className="fl-hint fl-cut">{words.hint}</span>
          </span>
          {words.facts.map((fact) => (
            <FactLine key={`${fact.icon}${fact.text}`} fact={fact} />
          ))}
        </span>
      </button>
      <CardMenu node={box.node} />
      <Heat node={box.node} />
    </div>
  );
}

function FactLine({ fact }: { fact: Fact }) {
  return (
    <span className="fl-fact" title={`${fact.strong ?? ""} ${fact.text}`.trim()}>
      <Icon name={FACT_ICONS[fact.icon]} />
      {fact.strong ? <b>{fact.strong}</b> : null}
      <span className="fl-cut">{fact.text}</span>
    </span>
  );
}

function Head({ data: { box } }: Props) {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const assign = box.id !== box.node;
  const path = assign ? ["nodes", box.node, "assign"] : ["nodes", box.node];
  const { selected, worst, choose } = useBox(path);
  const node = flow.nodes[box.node];
  if (!node) return null;
  const words = assign
    ? { title: t("flows.assign"), hint: t("flows.card.first_wins") }
    : cardWords(node, scene);
  return (
    <div className="fl-holder nopan" style={{ width: box.width, height: box.height }}>
      <button
        type="button"
        data-canvas-item
        data-place={pathKey(path)}
        className={classes("fl-head", selected && "is-selected", !assign && worst && `is-${worst}`)}
        aria-pressed={selected}
        onClick={choose}
      >
        <Icon name="split" />
        <b>{words.title}</b>
        <span className="fl-cut">{words.hint}</span>
      </button>
      {assign ? null : <CardMenu node={box.node} />}
    </div>
  );
}

function AddLine({ data: { box } }: Props) {
  const { t } = useTranslation();
  const { flow, desk, run } = useFlow();
  const branch = flow.nodes[box.node]?.lines !== undefined;
  return (
    <button
      type="button"
      className="fl-add-line nopan"
      onClick={() => run((branch ? addLine : addAssignment)(flow, box.node, desk))}
    >
      <Icon name="plus" />
      {t("flows.add_condition")}
    </button>
  );
}

function LaneCard({ data: { box } }: Props) {
  const path = ["nodes", box.node, "assign", box.place ?? 0];
  const { selected, worst, choose } = useBox(path);
  const { lane } = box;
  if (!lane) return null;
  const bad = lane.bad || worst !== null;
  return (
    <button
      type="button"
      data-canvas-item
      data-place={pathKey(path)}
      className={classes("fl-lane nopan", selected && "is-selected", bad && "is-bad")}
      style={{ width: box.width, height: box.height }}
      aria-pressed={selected}
      onClick={choose}
    >
      <span className={bad ? "fl-bad-face" : "fl-kind fl-kind-plain"}>
        <Icon name={bad ? "alert" : "people"} />
      </span>
      <span className="fl-lane-body">
        <b className="fl-cut">{lane.name}</b>
        <span className="fl-cut">{lane.detail}</span>
      </span>
      <Icon name="right" />
    </button>
  );
}

/** Where a word belongs in the document. */
function pillPath(box: Box): Path {
  const node = ["nodes", box.node];
  const { way, pill } = box;
  if (pill?.tone === "late") return [...node, "due"];
  if (pill?.tone === "auto") return [...node, "auto"];
  if (way?.outcome !== undefined) return [...node, "outcomes", way.outcome];
  if (way?.line !== undefined) return [...node, "lines", way.line];
  return [...node, "assign", box.place ?? 0];
}

function PillBox({ data: { box } }: Props) {
  const path = pillPath(box);
  const { selected, worst, choose } = useBox(path);
  const { pill } = box;
  if (!pill) return null;
  /** Stands for the same place as the lane below it, which is the one to be reached by keys. */
  const ofLane = path[2] === "assign";
  return (
    <div className="fl-holder nopan" style={{ width: box.width, height: box.height }}>
      <button
        type="button"
        data-canvas-item
        {...(ofLane ? { tabIndex: -1 } : { "data-place": pathKey(path) })}
        className={classes(
          "fl-pill",
          `is-${pill.tone}`,
          selected && "is-selected",
          worst && `is-${worst}`,
        )}
        title={pill.text}
        aria-pressed={selected}
        onClick={choose}
      >
        <PillWords pill={pill} />
      </button>
      {pill.note ? <span className="fl-note">{pill.note}</span> : null}
    </div>
  );
}

export function PillWords({ pill }: { pill: Pill }) {
  return (
    <>
      {pill.icon ? <Icon name={pill.icon} className={`fl-icon-${pill.icon}`} /> : null}
      <span className="fl-cut">
        {pill.parts
          ? pill.parts.map((part) =>
              part.strong ? (
                <b key={part.text}>{part.text}</b>
              ) : (
                <span key={part.text}> {part.text} </span>
              ),
            )
          : pill.text}
      </span>
    </>
  );
}

function Add({ data: { box } }: Props) {
  const { t } = useTranslation();
  const { open, setOpen, over } = usePlace();
  const shown = open === box.id;
  if (!box.spot) return null;
  return (
    <Popover
      trigger="click"
      placement="right"
      open={shown}
      onOpenChange={(next) => setOpen(next ? box.id : null)}
      content={<NodePicker spot={box.spot} onDone={() => setOpen(null)} />}
      classNames={{ root: "fl-picker" }}
      destroyOnHidden
    >
      <button
        type="button"
        className={classes("fl-add nopan", (shown || over === box.id) && "is-on")}
        title={t("flows.add_step")}
        aria-label={t("flows.add_step")}
        aria-haspopup="dialog"
        aria-expanded={shown}
      >
        <Icon name="plus" />
      </button>
    </Popover>
  );
}

export const boxTypes = {
  card: Card,
  head: Head,
  lane: LaneCard,
  pill: PillBox,
  add: Add,
  addLine: AddLine,
};
