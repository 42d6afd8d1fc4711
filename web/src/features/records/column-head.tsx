import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { kindOf } from "../../fields";
import { type Column, NARROWEST, sortKey, TITLE, WIDEST } from "./columns";
import type { ColumnDrag } from "./use-column-drag";

const STEP = 16;

/** The head of a column: press to sort, drag to move, pull its edge to change the width. */
export function ColumnHead({
  column,
  drag,
  label,
  sort,
  onSort,
  onWidth,
}: {
  column: Column;
  drag: ColumnDrag;
  label: string;
  sort: string;
  onSort: (sort: string) => void;
  onWidth: (width: number) => void;
}) {
  const { t } = useTranslation();
  const cell = useRef<HTMLTableCellElement>(null);
  const key = sortKey(column);
  const on = sort.replace(/^-/, "") === key;
  const falling = sort.startsWith("-");
  const sorting = on ? (falling ? "descending" : "ascending") : undefined;
  return (
    <th
      ref={cell}
      scope="col"
      aria-sort={sorting}
      className={[
        drag.moving?.key === column.key ? "is-dragged" : "",
        column.field && kindOf(column.field).numeric ? "num" : "",
      ]
        .join(" ")
        .trim()}
      onPointerDown={(event) => drag.begin(event, column.key)}
    >
      {column.sortable ? (
        <button
          type="button"
          onClick={() => {
            if (!drag.dragged()) onSort(on ? (falling ? key : `-${key}`) : key);
          }}
          title={t("list.head_hint", { field: label })}
        >
          <span className="clip">{label}</span>
          {on ? <Icon name={falling ? "down" : "up"} size="s" /> : null}
        </button>
      ) : (
        <span className="head-words clip">{label}</span>
      )}
      {column.key === TITLE ? null : (
        <Resizer
          label={label}
          width={column.width}
          measure={() => cell.current?.offsetWidth ?? column.width}
          onWidth={onWidth}
        />
      )}
    </th>
  );
}

function Resizer({
  label,
  width,
  measure,
  onWidth,
}: {
  label: string;
  width: number;
  measure: () => number;
  onWidth: (width: number) => void;
}) {
  const { t } = useTranslation();
  const kept = (wanted: number) => Math.min(Math.max(Math.round(wanted), NARROWEST), WIDEST);

  function pull(event: PointerEvent<HTMLDivElement>) {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const from = event.clientX;
    const before = measure();
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onWidth(kept(before + moved.clientX - from));
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  function step(event: KeyboardEvent) {
    const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(kept(measure() + way * STEP));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator one can move is no thematic break
    <div
      className="resizer"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("list.resize", { field: label })}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      onPointerDown={pull}
      onKeyDown={step}
    />
  );
}
