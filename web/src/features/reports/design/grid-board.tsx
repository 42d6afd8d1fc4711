import { memo, type ReactNode, useCallback, useMemo, useRef } from "react";
import ReactGridLayout, {
  type Compactor,
  type Layout,
  type LayoutItem,
  type ResizeHandleAxis,
  useContainerWidth,
} from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import { type At, COLUMNS, GAP, type Least, type Placed, packed, ROW } from "./grid";

/** The grid on which things are dragged and resized: the only file that knows the library. */
export interface GridBoardProps {
  placed: readonly Placed[];
  selected: ReadonlySet<string>;
  leastOf: (key: string) => Least;
  /** Where everything lies after a drag. */
  onSettle: (after: Placed[], key: string, act: "move" | "resize") => void;
  children: (key: string) => ReactNode;
}

const HANDLES: ResizeHandleAxis[] = ["n", "e", "s", "w", "nw", "ne", "sw", "se"];

function toPlaced(layout: Layout): Placed[] {
  return layout.map(({ i, x, y, w, h }) => ({ key: i, at: [x, y, w, h] as At }));
}

/** What is seen while dragging is packed by our own rules, so that it is what will be kept. */
const compactor: Compactor = {
  type: "vertical",
  allowOverlap: false,
  compact(layout) {
    const first = layout.filter((each) => each.moved).map(({ i }) => i);
    const found = new Map(packed(toPlaced(layout), first).map(({ key, at }) => [key, at]));
    return layout.map((each): LayoutItem => {
      const [x, y, w, h] = found.get(each.i) ?? [each.x, each.y, each.w, each.h];
      return { ...each, x, y, w, h, moved: false };
    });
  },
};

const GRID = {
  cols: COLUMNS,
  rowHeight: ROW,
  margin: [GAP, GAP] as [number, number],
  containerPadding: [0, 0] as [number, number],
};
const DRAG = { enabled: true, cancel: ".bd-no-drag", threshold: 4 };
const RESIZE = {
  enabled: true,
  handles: HANDLES,
  handleComponent: (axis: ResizeHandleAxis, ref: React.Ref<HTMLElement>) => (
    <span ref={ref} className={`react-resizable-handle bd-handle bd-handle-${axis} bd-no-drag`} />
  ),
};

export const GridBoard = memo(function GridBoard({
  placed,
  selected,
  leastOf,
  onSettle,
  children,
}: GridBoardProps) {
  const { width, containerRef, mounted } = useContainerWidth();
  const layout = useMemo(
    (): LayoutItem[] =>
      placed.map(({ key, at: [x, y, w, h] }) => {
        const least = leastOf(key);
        return { i: key, x, y, w, h, minW: Math.min(least.w, w), minH: Math.min(least.h, h) };
      }),
    [placed, leastOf],
  );
  const settle = useRef(onSettle);
  settle.current = onSettle;
  const dropped = useCallback((after: Layout, item: LayoutItem | null) => {
    if (item) settle.current(toPlaced(after), item.i, "move");
  }, []);
  const resized = useCallback((after: Layout, item: LayoutItem | null) => {
    if (item) settle.current(toPlaced(after), item.i, "resize");
  }, []);
  return (
    <div ref={containerRef} className="bd-grid">
      {mounted ? (
        <ReactGridLayout
          width={width}
          layout={layout}
          gridConfig={GRID}
          dragConfig={DRAG}
          resizeConfig={RESIZE}
          compactor={compactor}
          onDragStop={dropped}
          onResizeStop={resized}
        >
          {placed.map(({ key }) => (
            <div key={key} className={selected.has(key) ? "bd-item is-selected" : "bd-item"}>
              {children(key)}
            </div>
          ))}
        </ReactGridLayout>
      ) : null}
    </div>
  );
});
