/** What the canvas knows of the moment: which "+" is open, over which one a card hangs, what is counted on the cards. */
import { createContext, useContext } from "react";
import type { Path } from "../../../designer/document";

export type { Path };

export interface Place {
  /** Id of the "+" whose list is open. */
  readonly open: string | null;
  setOpen(id: string | null): void;
  /** Id of the "+" at which a dragged card would land. */
  readonly over: string | null;
  readonly heat: "waiting" | "time" | null;
}

export const PlaceContext = createContext<Place>({
  open: null,
  setOpen: () => undefined,
  over: null,
  heat: null,
});

export function usePlace(): Place {
  return useContext(PlaceContext);
}

/** A path as an attribute, by which what is drawn of it is found. */
export function pathKey(path: Path): string {
  return path.join(".");
}
