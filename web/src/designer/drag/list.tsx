import {
  Children,
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { DragArea, type Point, useDragSource } from "./drag";

interface Held {
  id: string;
  index: number;
  label: string;
}

const ALL: DrawnRows = { first: 0, above: 0, below: 0 };

const Line = createContext<number | null>(null);

/** Which rows of a long list are drawn, and the room of the others in pixels. */
export interface DrawnRows {
  first: number;
  above: number;
  below: number;
}

/** A list whose rows are dragged into another order; `to` counts without the row itself. */
export function DragList({
  children,
  onMove,
  drawn = ALL,
  ref,
}: {
  children: ReactNode;
  onMove: (from: number, to: number) => void;
  drawn?: DrawnRows;
  /** The element around the rows. */
  ref?: RefObject<HTMLDivElement | null>;
}) {
  const own = useRef<HTMLDivElement>(null);
  const root = ref ?? own;
  const [line, setLine] = useState<number | null>(null);
  const count = Children.count(children);

  function gapAt({ y }: Point): number {
    const rows = [...(root.current?.querySelectorAll(":scope > .d-row") ?? [])];
    const next = rows.findIndex((row) => {
      const box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    return drawn.first + (next === -1 ? count : next);
  }
  return (
    <DragArea<Held>
      ghost={(held) => <span className="d-ghost-card">{held.label}</span>}
      onMove={(point) => setLine(gapAt(point))}
      onEnd={(point, held) => {
        setLine(null);
        if (!point) return;
        const gap = gapAt(point);
        const to = gap > held.index ? gap - 1 : gap;
        if (to !== held.index) onMove(held.index, to);
      }}
    >
      <Line value={line}>
        <div className="d-rows" ref={root}>
          {drawn.above > 0 ? <div style={{ height: drawn.above }} /> : null}
          {children}
          {drawn.below > 0 ? <div style={{ height: drawn.below }} /> : null}
        </div>
      </Line>
    </DragArea>
  );
}

/** One row, dragged by its handle. */
export function DragRow({
  id,
  index,
  label,
  children,
}: {
  id: string;
  index: number;
  label: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { ref, handleRef, isDragging } = useDragSource<Held>(id, { id, index, label });
  const line = useContext(Line);
  const classes = [
    "d-row",
    isDragging && "is-dragging",
    line === index && "has-line",
    line === index + 1 && "has-line-after",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")} ref={ref}>
      <span className="d-grip" ref={handleRef} title={t("designer.drag")}>
        <Icon name="grip" size="s" />
      </span>
      <div className="d-row-body">{children}</div>
    </div>
  );
}
