import { Popover } from "antd";
import { type ReactElement, type ReactNode, useRef } from "react";

/** What is typed into, as boxes to tick are not. */
const LINE = "input:not([type=checkbox]):not([type=radio])";

/**
 * A small dialog that hangs on a button: filters, columns, groups. Its first line takes the cursor once it can be seen –
 * before, it could not – unless the keyboard of a phone would cover the rest.
 */
export function Pop({
  name,
  content,
  placement = "bottomLeft",
  open,
  onOpenChange,
  children,
}: {
  /** For screen readers. */
  name: string;
  content: ReactNode;
  placement?: "bottomLeft" | "bottomRight" | "topLeft";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactElement;
}) {
  const box = useRef<HTMLDivElement>(null);
  function shown(now: boolean) {
    const inside = box.current;
    if (!now || !inside || inside.contains(document.activeElement)) return;
    if (window.matchMedia?.("(pointer: coarse)").matches) return;
    inside.querySelector<HTMLElement>(LINE)?.focus({ preventScroll: true });
  }
  return (
    <Popover
      trigger="click"
      placement={placement}
      arrow={false}
      destroyOnHidden
      afterOpenChange={shown}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
      content={
        <div ref={box} role="dialog" aria-label={name}>
          {content}
        </div>
      }
    >
      {children}
    </Popover>
  );
}
