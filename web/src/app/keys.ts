import { useEffect, useRef } from "react";

type Handlers = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** What lies above the screen and takes the keys while it is open. */
const ABOVE = [
  ".ant-modal-wrap:not([style*='display: none'])",
  ".ant-drawer-open",
  ".ant-dropdown:not(.ant-dropdown-hidden)",
  ".ant-popover:not(.ant-popover-hidden)",
].join();

function busyElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector(ABOVE)) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Single-letter keys of a screen, lower case; silent while someone types or a dialog or menu is open. */
export function useKeys(handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || busyElsewhere(event.target)) return;
      if (event.key === "Enter" && event.target instanceof HTMLElement) {
        // Enter on a focused button or link is that control's own.
        if (event.target.closest("button, a")) return;
      }
      const handler = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (handler) {
        event.preventDefault();
        handler(event);
      }
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
