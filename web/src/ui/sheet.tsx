import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";

const FOCUSABLE =
  'a[href],button:not(:disabled),input:not(:disabled),textarea:not(:disabled),select:not(:disabled),[tabindex]:not([tabindex="-1"])';

export interface SheetProps {
  title: string;
  description?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that rises from the lower edge of a phone and stands in the middle of a wide screen. */
export function Sheet({ title, description, onClose, children }: SheetProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    const root = document.documentElement;
    root.classList.add("ui-locked");
    panel.current?.focus();
    return () => {
      root.classList.remove("ui-locked");
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    // Escape ends a word that is being put together first.
    if (event.key === "Escape" && !event.nativeEvent.isComposing) {
      event.stopPropagation();
      onClose();
      return;
    }
    if (event.key !== "Tab" || !panel.current) return;
    const stops = panel.current.querySelectorAll<HTMLElement>(FOCUSABLE);
    const first = stops[0];
    const last = stops[stops.length - 1];
    if (!first || !last) return;
    const at = document.activeElement;
    if (event.shiftKey && (at === first || at === panel.current)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && at === last) {
      event.preventDefault();
      first.focus();
    }
  }

  return (
    <div className="ui-sheet-layer">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a second way out for pointers; Escape and the cancel button serve keyboards */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: same */}
      <div className="ui-shade" onClick={onClose} />
      <div
        ref={panel}
        className="ui-sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={description ? `${id}-text` : undefined}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <div className="ui-sheet-head">
          <h2 id={`${id}-title`}>{title}</h2>
          {description ? <p id={`${id}-text`}>{description}</p> : null}
        </div>
        {children}
      </div>
    </div>
  );
}
