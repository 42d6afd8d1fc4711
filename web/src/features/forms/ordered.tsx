/** What tabs of lists and service policies share: parts of a form in an order, moved by keys and a menu as well. */
import { Dropdown } from "antd";
import type { KeyboardEvent } from "react";
import { Icon } from "../../app/icon";
import { keepSecondPress } from "../../app/one-press";

interface Acts {
  /** 0: to the front. */
  onMove: (by: -1 | 0 | 1) => void;
  onRemove: () => void;
}

/** Keys on the name of a part: Delete, and Alt with an arrow. */
export function orderKeys({ onMove, onRemove }: Acts) {
  return (event: KeyboardEvent): void => {
    if (event.key === "Delete") onRemove();
    if (!event.altKey) return;
    if (event.key === "ArrowUp") onMove(-1);
    if (event.key === "ArrowDown") onMove(1);
  };
}

/** Whether a part can go from one place to another. */
export function canMove(from: number, to: number, count: number): boolean {
  return from < count && to >= 0 && to < count && to !== from;
}

export interface MenuLine {
  label: string;
  run: () => void;
  disabled?: boolean;
  danger?: boolean;
}

/** The menu beside the name of a part. */
export function PartMenu({ label, lines }: { label: string; lines: readonly MenuLine[] }) {
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: lines.map(({ run: _, ...line }, place) => ({ key: place, ...line })),
        onClick: ({ key }) => lines[Number(key)]?.run(),
      }}
    >
      <button
        type="button"
        className="btn btn-plain btn-small btn-icon"
        data-no-drag
        aria-label={label}
      >
        <Icon name="more" />
      </button>
    </Dropdown>
  );
}

/** Adds one more, until there are as many as there may be. */
export function AddPart({
  label,
  full,
  onAdd,
}: {
  label: string;
  /** Why there can be no more; undefined while there can. */
  full: string | undefined;
  onAdd: () => void;
}) {
  return (
    <button
      type="button"
      className="s-add"
      disabled={full !== undefined}
      title={full}
      onClick={() => {
        keepSecondPress();
        onAdd();
      }}
    >
      <Icon name="plus" size="s" />
      {label}
    </button>
  );
}
