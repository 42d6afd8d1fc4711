import type { KeyboardEvent } from "react";

const FIRST = "input:not([type=hidden]),textarea,select,button";

function frames(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
}

function focusIn(frame: HTMLElement | undefined): boolean {
  const control =
    frame?.querySelector<HTMLElement>("input:checked") ?? frame?.querySelector<HTMLElement>(FIRST);
  control?.focus();
  frame?.scrollIntoView({ block: "nearest" });
  return control !== undefined && control !== null;
}

/** Brings the cursor to the next field that is still empty; what is known already is passed over. */
export function focusAfter(
  box: HTMLElement | null,
  key: string | null,
  empty: (key: string) => boolean,
): void {
  const all = frames(box);
  const at = all.findIndex((frame) => frame.dataset.field === key);
  const later = all.slice(at + 1);
  const next = later.find((frame) => empty(frame.dataset.field ?? ""));
  focusIn(next ?? later.at(-1));
}

/** A whole form without a mouse: Enter goes on to the next empty field, a digit chooses that option. */
export function onFormKey(
  event: KeyboardEvent,
  box: HTMLElement | null,
  empty: (key: string) => boolean,
): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement) || event.nativeEvent.isComposing) return;
  const frame = target.closest<HTMLElement>("[data-field]");
  if (!frame) return;
  if (event.key === "Enter") {
    event.preventDefault();
    focusAfter(box, frame.dataset.field ?? null, empty);
  } else if (target.type === "radio" && /^[1-9]$/.test(event.key)) {
    const option =
      frame.querySelectorAll<HTMLInputElement>("input[type=radio]")[Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.click();
    option.focus();
  }
}
