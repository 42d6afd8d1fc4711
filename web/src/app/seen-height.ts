/** A keyboard is higher than this; bars of a browser that come and go are not. In pixels. */
const LEAST = 120;
/** What style sheets take for the height of the screen while it stands; absent without a keyboard. */
const NAME = "--seen-height";

/**
 * Says how much of the page is seen while a keyboard on the screen covers its lower part. Browsers that make the page
 * smaller themselves (`interactive-widget` of the page) leave nothing to do; Safari lays the keyboard over the page, and
 * over the buttons at its lower edge.
 */
export function startSeenHeight(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const root = document.documentElement;
  const follow = () => {
    // Who has pinched the page larger looks at a part of it on purpose.
    const covered = seen.scale > 1 ? 0 : root.clientHeight - seen.height;
    if (covered < LEAST) {
      root.style.removeProperty(NAME);
      return;
    }
    root.style.setProperty(NAME, `${Math.floor(seen.height)}px`);
    // It was pushed up to show the field; a screen that fits now is shown from its top on. A long page stays where it is.
    if (seen.offsetTop > 0 && root.scrollHeight <= root.clientHeight) window.scrollTo(0, 0);
  };
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
}
