/** The approval tree on a plane that is moved and zoomed; steps are put in at "+", dragged, reached by arrows. */
import {
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useViewport,
  ViewportPortal,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { DragArea, type Point } from "../../../designer/drag/drag";
import { useOwnProblems, useSession } from "../../../designer/session";
import { leadsElsewhere, moveNode } from "../edits/move";
import { useFlow } from "../flow-desk";
import type { Box, Drawing } from "../graph/drawing";
import { pathOf } from "../graph/drawing";
import { drawFlow } from "../graph/layout";
import { treeOf } from "../graph/tree";
import { nodeName } from "../words/card";
import { lookOf } from "../words/look";
import { type BoxNode, boxTypes } from "./boxes";
import { useCanvasKeys } from "./canvas-keys";
import { type Place, PlaceContext } from "./place";
import "./canvas.css";

/** How near to a "+" a card must hang to land there, in pixels at 100 %. */
const NEAR = 90;
const STEP = 1.2;
/** With more cards, places and words than this only those in sight are drawn. */
const MANY = 240;
/** So many times as high as wide, a flow would be a hair in the small map. */
const TALL = 24;

export function FlowCanvas() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const { t } = useTranslation();
  const { flow, scene, desk, run } = useFlow();
  const { screenToFlowPosition } = useReactFlow();
  const drawing = useMemo(() => drawFlow(treeOf(flow), lookOf(flow, scene)), [flow, scene]);
  const [open, setOpen] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [heat, setHeat] = useState<Place["heat"]>(null);
  const root = useRef<HTMLDivElement>(null);
  const select = useSession((state) => state.select);
  const known = useRef(new Map<string, Known>());
  const nodes = useMemo(() => {
    known.current = nodesOf(drawing.boxes, known.current);
    return [...known.current.values()].map(({ node }) => node);
  }, [drawing]);
  const place = useMemo(() => ({ open, setOpen, over, heat }), [open, over, heat]);
  useCanvasKeys({ drawing, root, setOpen });

  function nearest(point: Point, node: string): Box | undefined {
    const at = screenToFlowPosition(point);
    const spots = drawing.boxes.filter((box) => box.spot && leadsElsewhere(flow, node, box.spot));
    const away = (box: Box) =>
      Math.hypot(box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y);
    const [first] = spots.toSorted((one, other) => away(one) - away(other));
    return first && away(first) <= NEAR ? first : undefined;
  }
  return (
    <PlaceContext value={place}>
      <DragArea<{ node: string }>
        ghost={({ node }) => <span className="fl-ghost">{nodeName(flow.nodes[node], scene)}</span>}
        onMove={(point, { node }) => setOver(nearest(point, node)?.id ?? null)}
        onEnd={(point, { node }) => {
          setOver(null);
          const spot = point && nearest(point, node)?.spot;
          if (spot) run(moveNode(flow, node, spot, desk));
        }}
      >
        <div className={over ? "fl-canvas is-moving" : "fl-canvas"} ref={root}>
          <ReactFlow<BoxNode>
            nodes={nodes}
            nodeTypes={boxTypes}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            panOnScroll
            zoomOnScroll={false}
            zoomOnDoubleClick={false}
            onlyRenderVisibleElements={nodes.length > MANY}
            minZoom={0.2}
            maxZoom={2}
            proOptions={{ hideAttribution: true }}
            onPaneClick={() => {
              setOpen(null);
              select();
            }}
            aria-label={t("flows.canvas")}
          >
            <Lines drawing={drawing} />
            {drawing.height < drawing.width * TALL ? <Overview /> : null}
            <Opening drawing={drawing} root={root} />
          </ReactFlow>
          <Overlays heat={heat} setHeat={setHeat} />
          <ZoomTools />
        </div>
      </DragArea>
    </PlaceContext>
  );
}

interface Known {
  says: string;
  node: BoxNode;
}

/** What is drawn as it was stays the same object, so that of a large flow only what changed is drawn anew. */
function nodesOf(boxes: readonly Box[], before: ReadonlyMap<string, Known>): Map<string, Known> {
  return new Map(
    boxes.map((box) => {
      const says = JSON.stringify(box);
      const same = before.get(box.id);
      return [box.id, same?.says === says ? same : { says, node: asNode(box) }];
    }),
  );
}

function asNode(box: Box): BoxNode {
  return {
    id: box.id,
    type: box.kind,
    position: { x: box.x, y: box.y },
    data: { box },
    width: box.width,
    height: box.height,
    // Known before it is drawn: nothing is measured, and what is out of sight is never drawn for that.
    measured: { width: box.width, height: box.height },
    handles: [],
    style: { pointerEvents: "all" },
    zIndex: box.kind === "add" ? 3 : box.kind === "pill" ? 2 : 1,
  };
}

function Lines({ drawing }: { drawing: Drawing }) {
  return (
    <ViewportPortal>
      <svg className="fl-lines" width={drawing.width} height={drawing.height} aria-hidden="true">
        <defs>
          <marker
            id="fl-tip"
            viewBox="0 0 8 8"
            refX="6.5"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1 1l5.500 3L1 7" />
          </marker>
        </defs>
        {drawing.lines.map((line) => (
          <path
            key={line.id}
            d={pathOf(line.points)}
            className={
              [line.dashed && "is-dashed", line.late && "is-late"].filter(Boolean).join(" ") ||
              undefined
            }
            markerEnd={line.arrow ? "url(#fl-tip)" : undefined}
          />
        ))}
      </svg>
    </ViewportPortal>
  );
}

const DRAWN = new Set(["card", "lane", "head"]);

function Overview() {
  const { t } = useTranslation();
  const problems = useOwnProblems();
  const selection = useSession((state) => state.selection);
  return (
    <MiniMap<BoxNode>
      className="fl-map"
      ariaLabel={t("flows.map")}
      pannable
      zoomable
      nodeBorderRadius={8}
      nodeColor={({ data: { box } }) => {
        if (!DRAWN.has(box.kind)) return "transparent";
        const own = (path: readonly unknown[]) =>
          path[1] === box.node &&
          (box.kind !== "lane" || (path[2] === "assign" && path[3] === box.place));
        if (
          box.kind !== "head" &&
          problems.some((each) => own(each.at) && (box.kind === "lane" || each.at[2] !== "assign"))
        )
          return "var(--late)";
        return box.kind === "card" && selection.some((path) => own(path))
          ? "var(--accent)"
          : "var(--line)";
      }}
    />
  );
}

/** Where the canvas begins: all of it where it is still readable, else its top. Follows what is selected or focused. */
function Opening({ drawing, root }: { drawing: Drawing; root: RefObject<HTMLDivElement | null> }) {
  const { setViewport, getViewport } = useReactFlow();
  const begun = useRef(false);
  const selection = useSession((state) => state.selection);
  useEffect(() => {
    const room = root.current?.getBoundingClientRect();
    if (begun.current || !room?.width) return;
    begun.current = true;
    const fits = Math.min((room.width - 48) / drawing.width, (room.height - 40) / drawing.height);
    const wide = Math.min((room.width - 24) / drawing.width, 0.8);
    const zoom = Math.min(1, Math.max(fits, wide, 0.6));
    // Where there is no room for all of it, the trunk stands in the middle.
    const card = drawing.boxes.find((box) => box.kind === "card");
    const cut = drawing.width * zoom > room.width && card !== undefined;
    const axis = cut ? card.x + card.width / 2 : drawing.width / 2;
    void setViewport({ x: room.width / 2 - axis * zoom, y: 20, zoom });
  });
  const reveal = useCallback(
    (box: Box | undefined) => {
      const room = root.current?.getBoundingClientRect();
      if (!room || !box) return;
      const { x, y, zoom } = getViewport();
      const left = box.x * zoom + x;
      const top = box.y * zoom + y;
      const right = left + box.width * zoom;
      const bottom = top + box.height * zoom;
      const dx = outside(left, right, 16, room.width - 16);
      const dy = outside(top, bottom, 16, room.height - 56);
      if (dx || dy) void setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 140 });
    },
    [root, getViewport, setViewport],
  );
  const wanted = selection[0]?.join(".");
  useEffect(() => {
    if (wanted !== undefined) reveal(boxAt(drawing, wanted));
  }, [wanted, drawing, reveal]);
  useEffect(() => {
    const own = root.current;
    if (!own) return;
    /** The browser brings what gets the focus into view by scrolling; the plane is moved instead. */
    function unscroll({ target }: Event): void {
      if (target instanceof HTMLElement) target.scrollTo(0, 0);
    }
    function onFocus({ target }: FocusEvent): void {
      const id = (target as HTMLElement).closest<HTMLElement>(".react-flow__node")?.dataset.id;
      if (id !== undefined) reveal(drawing.boxes.find((box) => box.id === id));
    }
    own.addEventListener("scroll", unscroll, true);
    own.addEventListener("focusin", onFocus);
    return () => {
      own.removeEventListener("scroll", unscroll, true);
      own.removeEventListener("focusin", onFocus);
    };
  }, [root, drawing, reveal]);
  return null;
}

/** How far something must be moved to lie between two bounds. */
function outside(from: number, to: number, least: number, most: number): number {
  if (from < least) return least - from;
  return to > most ? most - to : 0;
}

/** What is drawn of a place in the document: the lane of an assignment, else the card of its node. */
function boxAt(drawing: Drawing, place: string): Box | undefined {
  const [, node, property, index] = place.split(".");
  const lane =
    property === "assign" && index !== undefined
      ? drawing.boxes.find(
          (box) => box.kind === "lane" && box.node === node && String(box.place) === index,
        )
      : undefined;
  return lane ?? drawing.boxes.find((box) => box.id === node);
}

function Overlays({
  heat,
  setHeat,
}: {
  heat: Place["heat"];
  setHeat: (heat: Place["heat"]) => void;
}) {
  const { t } = useTranslation();
  const { standing } = useFlow();
  if (!standing || !Object.keys(standing.nodes).length) return null;
  return (
    <div className="fl-tools is-top">
      {(["waiting", "time"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={heat === each}
          title={t(`flows.heat.show_${each}`)}
          aria-label={t(`flows.heat.show_${each}`)}
          className={heat === each ? "is-on" : undefined}
          onClick={() => setHeat(heat === each ? null : each)}
        >
          <Icon name={each === "waiting" ? "people" : "clock"} />
          <span>{t(`flows.heat.show_${each}`)}</span>
        </button>
      ))}
    </div>
  );
}

function ZoomTools() {
  const { t } = useTranslation();
  const { zoomTo, fitView } = useReactFlow();
  const { zoom } = useViewport();
  return (
    <div className="fl-tools is-bottom">
      <button
        type="button"
        aria-label={t("flows.zoom_out")}
        title={t("flows.zoom_out")}
        onClick={() => void zoomTo(zoom / STEP)}
      >
        <Icon name="minus" />
      </button>
      <button type="button" title={t("flows.zoom_whole")} onClick={() => void zoomTo(1)}>
        {Math.round(zoom * 100)}%
      </button>
      <button
        type="button"
        aria-label={t("flows.zoom_in")}
        title={t("flows.zoom_in")}
        onClick={() => void zoomTo(zoom * STEP)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        aria-label={t("flows.fit")}
        title={t("flows.fit")}
        className="has-line"
        onClick={() => void fitView({ padding: 0.06, maxZoom: 1 })}
      >
        <Icon name="fit" />
      </button>
    </div>
  );
}
