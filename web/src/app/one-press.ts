/** The second press of a double click comes within this time after the first, in milliseconds. */
const DOUBLE = 500;

/**
 * What was pressed goes away by it: the second press of a double click was meant for it, too, and not for what stands
 * behind.
 */
export function keepSecondPress(): void {
  const keep = (event: MouseEvent) => {
    if (event.detail < 2) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const page = document;
  // Menus open when the button goes down.
  for (const press of ["mousedown", "click"] as const) {
    page.addEventListener(press, keep, true);
    setTimeout(() => page.removeEventListener(press, keep, true), DOUBLE);
  }
}
