import { create } from "zustand";

/** A sheet from which a form was made: its rows wait until the form is live. */
export interface HeldSheet {
  file: File;
  rows: number;
}

interface Held {
  /** By `app.form`. */
  of: Readonly<Record<string, HeldSheet>>;
}

export const useHeldSheets = create<Held>()(() => ({ of: {} }));

export function holdSheet(form: string, sheet: HeldSheet): void {
  useHeldSheets.setState(({ of }) => ({ of: { ...of, [form]: sheet } }));
}

/** Gives the sheet away; it is held no longer. */
export function takeSheet(form: string): HeldSheet | null {
  const { of } = useHeldSheets.getState();
  const { [form]: found, ...rest } = of;
  if (!found) return null;
  useHeldSheets.setState({ of: rest });
  return found;
}
