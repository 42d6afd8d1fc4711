import { type PointerEvent, useRef, useState } from "react";

/** Pixels before a press becomes a drag; a shorter one sorts. */
const SLACK = 6;

export interface ColumnDrag {
  /** The column that is being moved, and before which place it would land. */
  moving: { key: string; to: number } | null;
  begin: (event: PointerEvent<HTMLElement>, key: string) => void;
  /** Whether the press that has just ended was a drag, so that it does not sort too. */
  dragged: () => boolean;
}

/** Before which of the heads (their edges from left to right) a column lands that is let go at `x`. */
export function landing(edges: readonly { left: number; right: number }[], x: number): number {
  const after = edges.findIndex(({ left, right }) => x < (left + right) / 2);
  return after < 0 ? edges.length : after;
}

/** The order after the column at `from` was let go before place `to`. */
export function reordered(keys: readonly string[], key: string, to: number): string[] {
  const from = keys.indexOf(key);
  const rest = keys.filter((each) => each !== key);
  rest.splice(from < to ? to - 1 : to, 0, key);
  return rest;
}

/** Moves columns by dragging their heads; with the keyboard it is done in the menu of columns. */
export function useColumnDrag(
  keys: readonly string[],
  onOrder: (keys: string[]) => void,
): ColumnDrag {
  const [moving, setMoving] = useState<ColumnDrag["moving"]>(null);
  const last = useRef(false);

  function begin(event: PointerEvent<HTMLElement>, key: string) {
    last.current = false;
    if (event.button !== 0 || event.pointerType === "touch") return;
    const head = event.currentTarget;
    const row = head.parentElement;
    if (!row) return;
    const from = event.clientX;
    let to = -1;
    const move = (moved: globalThis.PointerEvent) => {
      if (!last.current && Math.abs(moved.clientX - from) < SLACK) return;
      last.current = true;
      const heads = [...row.children].slice(1).map((each) => each.getBoundingClientRect());
      to = landing(heads, moved.clientX);
      setMoving({ key, to });
    };
    const end = (ended: globalThis.PointerEvent) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setMoving(null);
      const next = reordered(keys, key, to);
      if (ended.type === "pointerup" && to >= 0 && next.join() !== keys.join()) onOrder(next);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  return { moving, begin, dragged: () => last.current };
}
