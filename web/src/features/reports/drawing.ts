import type { ComponentType } from "react";
import type { Cell, Widget } from "../../api/types";

/** The values of the groups that were pointed at, and the place of the measure. */
export type Pick = (groups: Cell[], measure: number) => void;

export interface DrawingProps {
  widget: Widget;
  /** Absent where the records behind cannot be shown. */
  onPick?: Pick | undefined;
  /** The groups by which the other widgets are filtered: the rest steps back. */
  picked?: readonly Cell[] | undefined;
}

/** How much is seen of what steps back. */
export const FAINT = 0.28;

/** Whether a group steps back because another one was picked. */
export const stepsBack = (picked: readonly Cell[] | undefined, group: Cell | undefined) =>
  picked !== undefined && picked[0] !== (group ?? null);

/** Draws the answer of a widget that is ready. */
export type Drawing = ComponentType<DrawingProps>;

const files = import.meta.glob<{ drawing: Drawing }>(["./charts/*.tsx", "!./charts/*.test.tsx"], {
  eager: true,
});

/** Every chart type by its key, which is the name of its file. */
export const drawings: ReadonlyMap<string, Drawing> = new Map(
  Object.entries(files).map(([path, file]) => [
    path.slice("./charts/".length, -".tsx".length),
    file.drawing,
  ]),
);
