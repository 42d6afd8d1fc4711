import { Popover } from "antd";
import type { ReactElement, ReactNode } from "react";

/** A small dialog that hangs on a button: filters, columns, groups. */
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
  return (
    <Popover
      trigger="click"
      placement={placement}
      arrow={false}
      destroyOnHidden
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
      content={
        <div role="dialog" aria-label={name}>
          {content}
        </div>
      }
    >
      {children}
    </Popover>
  );
}
