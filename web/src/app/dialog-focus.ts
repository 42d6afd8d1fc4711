import { useEffect } from "react";

const DIALOG = ".ant-modal-wrap, .ant-drawer";
/** What a dialog gives it to by itself. */
const CROSS = ".ant-modal-close, .ant-drawer-close";
const BODY = "[role=dialog], .ant-modal-wrap, .ant-drawer";
/** What lies around a dialog, and closes it when it is pressed. */
const AROUND = ".ant-modal-wrap, .ant-drawer-mask";
/** So long a dialog opens, and may take it from the field that had it first; in milliseconds. */
const OPENING = 400;
/** What one opened the dialog for. */
const FIRST = [
  ".ant-modal-body :is(input:not([type=hidden]), textarea, select)",
  ".ant-drawer-body :is(input:not([type=hidden]), textarea, select)",
].join();

/**
 * The cursor where one goes on: in the first field of a dialog that has opened – by itself it is given to the cross,
 * wherever things do not move –, and back at what it was opened from when the dialog is gone. The second press of the
 * double click that opened it does not close it.
 */
export function keepDialogFocus(): () => void {
  /** What has the cursor, or had it when the dialog took it; null when the cursor is nowhere. */
  let outside: HTMLElement | null = null;
  /** The dialog that had the cursor last. */
  let inside: Element | null = null;
  let asked = 0;
  /** Dialogs that have had the cursor. */
  const met = new WeakMap<Element, number>();

  function focused({ target }: FocusEvent) {
    if (!(target instanceof HTMLElement)) return;
    const dialog = target.closest(DIALOG);
    if (!dialog) {
      outside = target;
      inside = null;
      return;
    }
    inside = dialog;
    const since = met.get(dialog);
    if (since === undefined) met.set(dialog, performance.now());
    const given =
      since === undefined
        ? target.matches(`${CROSS}, ${BODY}`)
        : target.matches(BODY) && performance.now() - since < OPENING;
    // The keyboard of a phone would cover the rest.
    if (!given || window.matchMedia?.("(pointer: coarse)").matches) return;
    dialog.querySelector<HTMLElement>(FIRST)?.focus({ preventScroll: true });
  }

  /** Who lets go of the cursor wants the keys of the page, and does not get it back. */
  function blurred({ target, relatedTarget }: FocusEvent) {
    if (target === outside && relatedTarget === null) outside = null;
  }

  /** The cursor is nowhere, since the dialog that had it is gone. */
  function back() {
    if (!inside || inside.isConnected) return;
    inside = null;
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && !document.querySelector(DIALOG) && outside?.isConnected) {
      outside.focus({ preventScroll: true });
    }
  }

  /** It was meant for what opened the dialog. */
  function pressed(event: MouseEvent) {
    if (event.detail < 2 || !(event.target instanceof Element)) return;
    if (event.target.matches(AROUND)) event.stopPropagation();
  }

  const watch = new MutationObserver((changes) => {
    if (!changes.some(({ removedNodes }) => removedNodes.length > 0)) return;
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(back);
  });
  watch.observe(document.body, { childList: true });
  document.addEventListener("focusin", focused);
  document.addEventListener("focusout", blurred);
  document.addEventListener("click", pressed, true);
  return () => {
    cancelAnimationFrame(asked);
    watch.disconnect();
    document.removeEventListener("focusin", focused);
    document.removeEventListener("focusout", blurred);
    document.removeEventListener("click", pressed, true);
  };
}

export function useDialogFocus(): void {
  useEffect(keepDialogFocus, []);
}
