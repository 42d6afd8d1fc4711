import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

interface FloatingProps {
  id: string;
  /** What it hangs from. */
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  label: string;
  /** As wide as the anchor at least. */
  fitting?: boolean;
  children: ReactNode;
}

/** Older browsers have no top layer; a high place in the page serves there. */
const LAYERED = typeof HTMLElement !== "undefined" && "showPopover" in HTMLElement.prototype;
const GAP = 4;
const EDGE = 8;

/**
 * A panel below its anchor, above it where there is more room. It lies in the top layer, so that neither a scrolling
 * drawer nor a dialog cuts it off; a press outside closes it.
 */
export function Floating({ id, anchor, onClose, label, fitting, children }: FloatingProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number; width: number } | null>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    element.showPopover?.();
    const settle = () => {
      const box = anchor.current?.getBoundingClientRect();
      if (!box) return;
      const own = element.getBoundingClientRect();
      const below = window.innerHeight - box.bottom - GAP - EDGE;
      const above = box.top - GAP - EDGE;
      const top =
        own.height <= below || below >= above ? box.bottom + GAP : box.top - GAP - own.height;
      const left = Math.max(EDGE, Math.min(box.left, window.innerWidth - own.width - EDGE));
      setPlace({ left, top: Math.max(EDGE, top), width: box.width });
    };
    settle();
    // Its size changes when its parts have loaded or the list gets shorter.
    const watch = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(settle);
    watch?.observe(element);
    window.addEventListener("resize", settle);
    window.addEventListener("scroll", settle, true);
    return () => {
      watch?.disconnect();
      window.removeEventListener("resize", settle);
      window.removeEventListener("scroll", settle, true);
    };
  }, [anchor]);

  useEffect(() => {
    function onPress(event: PointerEvent) {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.current?.contains(target)) close.current();
    }
    document.addEventListener("pointerdown", onPress, true);
    return () => document.removeEventListener("pointerdown", onPress, true);
  }, [anchor]);

  return (
    <div
      ref={panel}
      id={id}
      className="f-floating"
      popover={LAYERED ? "manual" : undefined}
      role="dialog"
      aria-label={label}
      style={{
        insetInlineStart: "auto",
        left: place?.left ?? 0,
        top: place?.top ?? 0,
        // Not hidden: what is inside may take the focus at once.
        opacity: place ? 1 : 0,
        ...(fitting && place ? { minWidth: place.width } : {}),
      }}
    >
      {children}
    </div>
  );
}
