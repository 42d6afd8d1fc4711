/**
 * Dragging, the only file that knows the library. Where something would land is not the library's business: an area is
 * told where the pointer is and decides by itself, so that hundreds of places cost nothing.
 */
import { AutoScroller, PointerActivationConstraints, ScrollListener } from "@dnd-kit/dom";
import { DragDropProvider, PointerSensor, useDraggable } from "@dnd-kit/react";
import { type ReactNode, useRef, useState } from "react";
import { createPortal } from "react-dom";

export interface Point {
  x: number;
  y: number;
}

export interface DragAreaProps<T> {
  children: ReactNode;
  /** What hangs on the pointer. */
  ghost: (source: T) => ReactNode;
  onStart?: (source: T) => void;
  onMove: (point: Point, source: T) => void;
  /** `point` null: given up. */
  onEnd: (point: Point | null, source: T) => void;
}

const SENSORS = [
  PointerSensor.configure({
    activationConstraints: (event) =>
      event.pointerType === "touch" ? TOUCH_CONSTRAINTS : MOUSE_CONSTRAINTS,
    preventActivation: (event) =>
      event.target instanceof Element &&
      event.target.closest("input, textarea, select, [data-no-drag]") !== null,
  }),
];
const PLUGINS = [AutoScroller, ScrollListener];

const MOUSE_CONSTRAINTS = [new PointerActivationConstraints.Distance({ value: 4 })];
const TOUCH_CONSTRAINTS = [new PointerActivationConstraints.Delay({ value: 220, tolerance: 8 })];

const prevent = (event: Event) => event.preventDefault();

/** No text is selected while something hangs on the pointer; a style for that would be worked out for every element. */
function forbidSelection(forbidden: boolean): void {
  if (!forbidden) {
    document.removeEventListener("selectstart", prevent);
    return;
  }
  document.addEventListener("selectstart", prevent);
  window.getSelection()?.removeAllRanges();
}

/** Everything inside can be picked up with `useDragSource` and is told to the area. */
export function DragArea<T>({ children, ghost, onStart, onMove, onEnd }: DragAreaProps<T>) {
  const [source, setSource] = useState<T | null>(null);
  const hanging = useRef<HTMLDivElement>(null);
  const place = (point: Point) => {
    if (hanging.current)
      hanging.current.style.transform = `translate3d(${point.x + 12}px, ${point.y + 10}px, 0)`;
  };
  return (
    <DragDropProvider
      sensors={SENSORS}
      plugins={PLUGINS}
      onDragStart={({ operation }) => {
        const held = operation.source?.data as T | undefined;
        if (held === undefined) return;
        forbidSelection(true);
        setSource(held);
        onStart?.(held);
      }}
      onDragMove={({ operation, to }) => {
        const held = operation.source?.data as T | undefined;
        if (held === undefined) return;
        const point = to ?? operation.position.current;
        place(point);
        onMove(point, held);
      }}
      onDragEnd={({ operation, canceled }) => {
        const held = operation.source?.data as T | undefined;
        forbidSelection(false);
        setSource(null);
        if (held === undefined) return;
        onEnd(canceled ? null : operation.position.current, held);
      }}
    >
      {children}
      {source !== null
        ? createPortal(
            <div className="d-ghost" ref={hanging} aria-hidden="true">
              {ghost(source)}
            </div>,
            document.body,
          )
        : null}
    </DragDropProvider>
  );
}

export interface DragSource {
  /** On the element that is dragged. */
  ref: (element: Element | null) => void;
  /** On the part of it that takes the pointer; the whole when it is used nowhere. */
  handleRef: (element: Element | null) => void;
  isDragging: boolean;
}

/** Makes an element something to pick up; `data` is what the area is told. */
export function useDragSource<T>(id: string, data: T, disabled = false): DragSource {
  const { ref, handleRef, isDragging } = useDraggable({
    id,
    data: data as Record<string, unknown>,
    disabled,
  });
  return { ref, handleRef, isDragging };
}
