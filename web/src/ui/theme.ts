/** Keeps `data-theme` on the root element equal to what the device prefers, also when it changes at dusk. */
export function followDeviceTheme(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
  };
  apply();
  // Older in-app browsers know only addListener.
  if (dark.addEventListener) dark.addEventListener("change", apply);
  else dark.addListener(apply);
}
