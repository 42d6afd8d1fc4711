const PLACE = "helpwright.form";

/** Remembers the form that was opened last on this device, for links to progress that no longer work. */
export function rememberForm(slug: string): void {
  try {
    window.localStorage.setItem(PLACE, slug);
  } catch {
    // Without storage the page simply offers no way back.
  }
}

/** Address of the form that was opened last, or null. */
export function lastFormAddress(): string | null {
  try {
    const slug = window.localStorage.getItem(PLACE);
    return slug ? `/f/${encodeURIComponent(slug)}` : null;
  } catch {
    return null;
  }
}
