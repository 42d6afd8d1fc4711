/** The keyboard on the canvas: arrows from card to card, "+" puts in behind, Alt moves, Delete takes away. */
import { type RefObject, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { paste } from "../../../designer/clipboard";
import { isTyping, useDesignerKeys, type Way } from "../../../designer/keyboard";
import { useSession, useSessionStore } from "../../../designer/session";
import { onward } from "../edits/edit";
import { pasteNode } from "../edits/insert";
import { moveLine, removeAssignment, removeLine, removeOutcome } from "../edits/lines";
import { useFlow } from "../flow-desk";
import type { Drawing } from "../graph/drawing";
import { type FlowNode, startOf } from "../graph/flow";
import { useStepActs } from "../step-acts";
import { type Path, pathKey } from "./place";

export interface CanvasKeys {
  drawing: Drawing;
  root: RefObject<HTMLElement | null>;
  setOpen: (id: string | null) => void;
}

export function useCanvasKeys({ drawing, root, setOpen }: CanvasKeys): void {
  const { t } = useTranslation();
  const { flow, desk, run, set } = useFlow();
  const store = useSessionStore();
  const selected = useSession((state) => state.selection[0]);
  const node = selected?.[0] === "nodes" ? String(selected[1]) : undefined;
  const found = node === undefined ? undefined : flow.nodes[node];
  const acts = useStepActs(node);
  const act = (key: string) => acts.find((each) => each.key === key)?.run;
  const [, , property, place] = selected ?? [];

  function remove(): void {
    if (node === undefined) return;
    if (property === "assign" && typeof place === "number")
      run(removeAssignment(flow, node, place, desk));
    else if (property === "lines" && typeof place === "number")
      run(removeLine(flow, node, place, desk));
    else if (property === "outcomes" && typeof place === "string")
      run(removeOutcome(flow, node, place, desk));
    else if (property === "auto") set(node, { auto: null }, t("flows.did.unset_auto"));
    else if (property === "due" && found?.due) {
      const { late: _late, warn: _warn, ...due } = found.due;
      set(node, { due }, t("flows.did.unset_late"));
    } else if (selected?.length === 2) act("remove")?.();
  }
  function move(way: Way): void {
    const by = way === "up" || way === "left" ? -1 : 1;
    const element = property === "assign" ? "assignment" : property === "lines" ? "branch" : null;
    if (node !== undefined && element && typeof place === "number") {
      const to = place + by;
      if (run(moveLine(flow, element, node, place, to, desk)))
        store.getState().select(["nodes", node, String(property), to]);
    } else act(by < 0 ? "up" : "down")?.();
  }
  function go(way: Way): void {
    const from = selected ? pathKey(selected) : null;
    const seen = reached(root.current);
    // What is selected may have been scrolled out of sight, where it is not drawn.
    const lost = node !== undefined && !seen.some((box) => box.place === from);
    const next = lost
      ? neighbor(cardsOf(drawing), pathKey(["nodes", node]), way)
      : neighbor(seen, from, way);
    const path = next === undefined ? firstPlace(startOf(flow)) : pathFrom(next);
    if (path) store.getState().select(path);
  }
  function add(): void {
    const way = onward(flow, node ?? startOf(flow) ?? "");
    const box = drawing.boxes.find((each) => each.spot?.ways.some(({ id }) => id === way?.id));
    if (box) setOpen(box.id);
  }
  function pasteHere(): void {
    const copied = paste<FlowNode>("flow");
    const way = onward(flow, node ?? startOf(flow) ?? "");
    if (copied?.type && way)
      run(pasteNode(flow, { ways: [way], target: way.target }, copied, desk));
  }
  useDesignerKeys({
    go,
    move,
    remove,
    paste: pasteHere,
    copy: () => act("copy")?.(),
    cut: () => {
      act("copy")?.();
      remove();
    },
    duplicate: () => act("duplicate")?.(),
    open: openPanel,
    leave: () => store.getState().select(),
  });

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (
        event.key !== "+" ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target)
      )
        return;
      event.preventDefault();
      add();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  const wanted = selected ? pathKey(selected) : null;
  useEffect(() => {
    const own = root.current;
    const active = document.activeElement;
    if (!own || wanted === null || (active !== document.body && !own.contains(active))) return;
    let asked = 0;
    /** It is drawn only when the plane has been moved to it. */
    function focus(left: number): void {
      const card = own?.querySelector<HTMLElement>(`[data-place="${wanted}"]`);
      if (card) card.focus({ preventScroll: true });
      else if (left > 0) asked = requestAnimationFrame(() => focus(left - 1));
    }
    focus(PATIENCE);
    return () => cancelAnimationFrame(asked);
  }, [wanted, root]);
}

/** Pictures until a card must have come into sight. */
const PATIENCE = 30;

/** All cards, where they stand on the plane. */
function cardsOf(drawing: Drawing): readonly Reached[] {
  return drawing.boxes.flatMap((box) =>
    box.kind === "card"
      ? [
          {
            place: pathKey(["nodes", box.node]),
            x: box.x + box.width / 2,
            y: box.y + box.height / 2,
          },
        ]
      : [],
  );
}

/** To the first thing that can be set in the panel. */
function openPanel(): void {
  const first =
    ".d-settings [role='tab'][aria-selected='true'], .d-settings input, .d-settings button";
  document.querySelector<HTMLElement>(first)?.focus();
}

interface Reached {
  place: string;
  x: number;
  y: number;
}

/** What can be selected, with its middle on the screen. */
function reached(root: HTMLElement | null): readonly Reached[] {
  return [...(root?.querySelectorAll<HTMLElement>("[data-place]") ?? [])].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { place: element.dataset.place ?? "", x: left + width / 2, y: top + height / 2 };
  });
}

function neighbor(boxes: readonly Reached[], from: string | null, way: Way): string | undefined {
  const here = boxes.find((box) => box.place === from);
  if (!here) return undefined;
  const along = (box: Reached) =>
    ({ up: here.y - box.y, down: box.y - here.y, left: here.x - box.x, right: box.x - here.x })[
      way
    ];
  const across = (box: Reached) =>
    way === "up" || way === "down" ? Math.abs(box.x - here.x) : Math.abs(box.y - here.y);
  const far = (box: Reached) => along(box) + across(box) * 2;
  const [first] = boxes
    .filter((box) => along(box) > 4)
    .toSorted((one, other) => far(one) - far(other));
  return first?.place ?? here.place;
}

function firstPlace(start: string | undefined): Path | null {
  return start === undefined ? null : ["nodes", start];
}

function pathFrom(place: string): Path {
  return place.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
