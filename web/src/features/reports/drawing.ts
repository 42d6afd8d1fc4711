import type { ComponentType } from "react";
import type { Widget } from "../../api/types";

/** Draws the answer of a widget that is ready. */
export type Drawing = ComponentType<{ widget: Widget }>;

const files = import.meta.glob<{ drawing: Drawing }>("./charts/*.tsx", { eager: true });

/** Every chart type by its key, which is the name of its file. */
export const drawings: ReadonlyMap<string, Drawing> = new Map(
  Object.entries(files).map(([path, file]) => [
    path.slice("./charts/".length, -".tsx".length),
    file.drawing,
  ]),
);
