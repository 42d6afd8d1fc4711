import type { CSSProperties } from "react";
import { Bone } from "../../app/bones";

/** Where a widget stands on the grid of 12 columns, and how it is drawn. */
export interface Spot {
  at: readonly [x: number, y: number, w: number, h: number];
  chart: string;
}

/** For a dashboard that this browser has not shown yet: as most of them begin. */
const USUAL: readonly Spot[] = [
  { at: [0, 0, 3, 2], chart: "metric" },
  { at: [3, 0, 3, 2], chart: "metric" },
  { at: [6, 0, 6, 6], chart: "pie" },
  { at: [0, 2, 6, 4], chart: "bar" },
  { at: [0, 6, 12, 4], chart: "line" },
];

const PLACE = "helpwright.board.";
/** Of a dashboard; more is never shown at once. */
const MOST = 40;

/** Keeps in the browser how a dashboard is laid out, so that it comes in its own shape next time. */
export function keepShape(key: string, widgets: readonly { at: number[]; chart: string }[]): void {
  const spots = widgets.slice(0, MOST).map(({ at, chart }) => ({ at, chart }));
  try {
    localStorage.setItem(PLACE + key, JSON.stringify(spots));
  } catch {
    // No room or not allowed: it comes in the usual shape.
  }
}

function isSpot(value: unknown): value is Spot {
  const { at, chart } = (value ?? {}) as Partial<Spot>;
  return (
    typeof chart === "string" &&
    Array.isArray(at) &&
    at.length === 4 &&
    at.every((each) => Number.isInteger(each) && each >= 0 && each <= 400)
  );
}

/** The shape in which a dashboard was last seen here, or that of most. */
export function shapeOfBoard(key: string): readonly Spot[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE + key) ?? "null");
    if (Array.isArray(kept) && kept.length > 0 && kept.every(isSpot)) return kept;
  } catch {
    // Unreadable: as if there were none.
  }
  return USUAL;
}

/** A widget on its way. */
export function WidgetBones({ spot: { at, chart } }: { spot: Spot }) {
  const [x, y, w, h] = at;
  return (
    <div
      className={`widget is-${chart} is-coming`}
      style={{ "--x": x + 1, "--y": y + 1, "--w": w, "--h": h } as CSSProperties}
      aria-hidden="true"
    >
      <Bone width={72} />
      {chart === "metric" ? (
        <Bone width={56} height={28} />
      ) : chart === "pie" ? (
        <span className="bone is-ring" />
      ) : (
        <>
          <Bone width="72%" />
          <Bone width="54%" />
          <Bone width="38%" />
        </>
      )}
    </div>
  );
}
