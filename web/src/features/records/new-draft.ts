import { freshId } from "../../api/client";
import { serverNow } from "../../api/server-time";
import type { Values } from "../../api/types";
import { keptOnDevice } from "../../fields/kept-on-device";

/** A record that is being written. */
export interface NewDraft {
  /** Of the record it becomes; made once, so that sending twice is sending once, also after the page was read anew. */
  id: string;
  values: Values;
}

/** Where it is kept on this device, until it is sent or given up. */
export const newDraftPlace = (person: string, form: string) => `helpwright.new.${person}.${form}`;

export function readNewDraft(place: string): NewDraft | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    if (typeof found !== "object" || found === null) return null;
    const { id, values } = found as Partial<NewDraft>;
    const whole = typeof id === "string" && typeof values === "object" && values !== null;
    // Of days when the values alone were kept.
    return whole ? { id, values } : { id: freshId(), values: found as Values };
  } catch {
    return null;
  }
}

export function writeNewDraft(
  place: string,
  draft: NewDraft | null,
  fields: Parameters<typeof keptOnDevice>[1] = [],
): void {
  try {
    if (draft === null) {
      localStorage.removeItem(place);
      return;
    }
    const values = keptOnDevice(draft.values, fields);
    localStorage.setItem(place, JSON.stringify({ id: draft.id, values, at: serverNow() }));
  } catch {
    // A full or forbidden store costs the draft's safety, never the typing.
  }
}
