/** What tests of charts stand on: English texts, and widgets as the server answers them. */
import type { Widget } from "../src/api/types";
import { inEnglish } from "./in-english";

/** To be awaited before a chart is imported. */
export const readyToDraw = () => inEnglish(async () => Response.json({}));

/** The answer of a widget: its columns, and rows that begin with the groups. */
export function answerOf(columns: object[], rows: unknown[][], settings: object = {}): Widget {
  const title = "A widget";
  return { title, settings, columns, rows, at: [0, 0, 6, 4], state: "ready" } as unknown as Widget;
}
