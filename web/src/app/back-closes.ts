import { useEffect } from "react";

/** What lies over the page and is closed by the way back of a phone; the last in the page is on top. */
const OVER = [
  ".ant-drawer-open:not(.ant-drawer-inline)",
  ".ant-modal-wrap:not([style*='display: none'])",
  ".palette",
].join();
const CLOSE = ".ant-drawer-close, .ant-modal-close, [data-close]";

function topmost(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(OVER)].at(-1);
}

function close(over: HTMLElement): void {
  (over.querySelector<HTMLElement>(CLOSE) ?? over).click();
}

const isMark = () => Boolean((window.history.state as { over?: boolean } | null)?.over);

/**
 * On a phone the way back closes what is open over the page instead of leaving it. While something is open the history
 * has one entry more for the same page; whatever way it is closed, that entry goes with it.
 */
export function useBackCloses(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    let open = topmost() !== undefined;
    function look() {
      const now = topmost() !== undefined;
      if (now && !open && !isMark()) {
        window.history.pushState({ ...window.history.state, over: true }, "");
      } else if (!now && open && isMark()) {
        window.history.back();
      }
      open = now;
    }
    function back() {
      const over = topmost();
      if (over && !isMark()) {
        open = false;
        close(over);
      } else if (!over && isMark()) {
        // Left over from something that was closed by going elsewhere.
        window.history.back();
      }
    }
    const watch = new MutationObserver(look);
    watch.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["class", "style"],
    });
    window.addEventListener("popstate", back);
    return () => {
      watch.disconnect();
      window.removeEventListener("popstate", back);
    };
  }, [on]);
}
