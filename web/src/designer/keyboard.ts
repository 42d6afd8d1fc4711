import { useEffect, useRef } from "react";
import { useSessionStore } from "./session";

export interface DesignerKeys {
  remove?: () => void;
  copy?: () => void;
  cut?: () => void;
  paste?: () => void;
  duplicate?: () => void;
  selectAll?: () => void;
  /** Moves the selection: with Alt. */
  move?: (way: Way) => void;
  /** Selects a neighbor; with Shift as well as what is selected. */
  go?: (way: Way, more: boolean) => void;
  /** To the settings of the selection. */
  open?: () => void;
  /** Selects nothing. */
  leave?: () => void;
}
export type Way = "up" | "down" | "left" | "right";

const WAYS: Readonly<Record<string, Way>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};
/** What lies above the designer and takes the keys while it is open. */
const ABOVE = [
  ".ant-modal-wrap:not([style*='display: none'])",
  ".ant-drawer-open",
  ".ant-dropdown:not(.ant-dropdown-hidden)",
  ".ant-popover:not(.ant-popover-hidden)",
  ".ant-select-dropdown:not(.ant-select-dropdown-hidden)",
].join();

/** Whether the keys belong to what is being typed, or to what lies above. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector(ABOVE)) return true;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest("[data-keys='own']") !== null
  );
}

/** A box to tick has no text in which Ctrl-Z could mean something else. */
function isTick(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "checkbox";
}

/** Arrows, Space and Enter on a control are the control's own, except on what can be selected on the canvas. */
function isControl(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest("button, a, [role='tab'], [role='option'], [role='slider']") !== null &&
    target.closest("[data-canvas-item]") === null
  );
}

function actOf(event: KeyboardEvent, keys: DesignerKeys): (() => void) | undefined {
  const command = event.ctrlKey || event.metaKey;
  const way = WAYS[event.key];
  if (way) {
    if (isControl(event.target) || command) return undefined;
    if (event.altKey) return keys.move && (() => keys.move?.(way));
    return keys.go && (() => keys.go?.(way, event.shiftKey));
  }
  if (command && !event.altKey) {
    const text = window.getSelection()?.toString();
    switch (event.key.toLowerCase()) {
      case "c":
        return text ? undefined : keys.copy;
      case "x":
        return keys.cut;
      case "v":
        return keys.paste;
      case "d":
        return keys.duplicate;
      case "a":
        return keys.selectAll;
      default:
        return undefined;
    }
  }
  if (event.altKey) return undefined;
  switch (event.key) {
    case "Delete":
    case "Backspace":
      return keys.remove;
    case "Escape":
      return keys.leave;
    case "Enter":
      return isControl(event.target) ? undefined : keys.open;
    default:
      return undefined;
  }
}

/** The keys of a designer; silent while someone types or something lies above. */
export function useDesignerKeys(keys: DesignerKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
      const act = actOf(event, latest.current);
      if (!act) return;
      event.preventDefault();
      act();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Ctrl-Z, Ctrl-Y and Ctrl-Shift-Z; in every frame. */
export function useUndoKeys(other?: { undo: () => void; redo: () => void }): void {
  const store = useSessionStore();
  const instead = useRef(other);
  instead.current = other;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (!isTick(event.target) && isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      const { undo, redo } = instead.current ?? store.getState();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [store]);
}
