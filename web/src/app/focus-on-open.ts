import { type RefObject, useMemo, useRef } from "react";

/** Brings the cursor into the first field of a dialog once it is open; the dialog itself would give it to its cross. */
export function useFocusOnOpen<Field extends HTMLElement = HTMLInputElement>(): {
  field: RefObject<Field | null>;
  afterOpenChange: (open: boolean) => void;
} {
  const field = useRef<Field>(null);
  return useMemo(() => ({ field, afterOpenChange: (open) => open && field.current?.focus() }), []);
}
