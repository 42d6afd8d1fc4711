import { useEffect, useRef } from "react";

type Handlers = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** What lies above the screen and takes the keys while it is open. */
const ABOVE = [
  ".ant-modal-wrap:not([style*='display: none'])",
  ".ant-drawer-open",
  ".ant-dropdown:not(.ant-dropdown-hidden)",
  ".ant-popover:not(.ant-popover-hidden)",
  ".palette",
].join();

/** Whether a key is being typed into something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type)) {
    return false;
  }
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function busyElsewhere(target: EventTarget | null): boolean {
  return document.querySelector(ABOVE) !== null || isTyping(target);
}

/** Enter and Space on a focused control are that control's own. */
function isControls(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === "Enter") return target.closest("button, a, summary") !== null;
  return key === " " && target.closest("button, summary, input, [role=tab]") !== null;
}

/** How a key is named in tables of handlers: letters in lower case, `Shift+` before what is not a letter's own. */
function nameOfKey(event: KeyboardEvent): string {
  if (event.key.length === 1) return event.key.toLowerCase();
  return event.shiftKey ? `Shift+${event.key}` : event.key;
}

/** Listens for single keys; `handle` answers whether the key was its own. */
export function useKeyListener(handle: (key: string, event: KeyboardEvent) => boolean): void {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey || busyElsewhere(event.target)) return;
      if (isControls(event.key, event.target)) return;
      if (latest.current(nameOfKey(event), event)) event.preventDefault();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Single-letter keys of a screen, lower case; silent while someone types or a dialog or menu is open. */
export function useKeys(handlers: Handlers): void {
  useKeyListener((key, event) => {
    const handler = handlers[key];
    handler?.(event);
    return handler !== undefined;
  });
}
