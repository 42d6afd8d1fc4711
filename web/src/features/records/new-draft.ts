import type { Values } from "../../api/types";
import { keptOnDevice } from "../../fields/kept-on-device";

/** Where a record that is being written is kept on this device, until it is sent or given up. */
export const newDraftPlace = (person: string, form: string) => `helpwright.new.${person}.${form}`;

export function readNewDraft(place: string): Values | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    return typeof found === "object" && found !== null ? (found as Values) : null;
  } catch {
    return null;
  }
}

export function writeNewDraft(
  place: string,
  values: Values | null,
  fields: Parameters<typeof keptOnDevice>[1] = [],
): void {
  try {
    if (values === null) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(keptOnDevice(values, fields)));
  } catch {
    // A full or forbidden store costs the draft's safety, never the typing.
  }
}
