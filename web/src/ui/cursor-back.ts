import { useLayoutEffect } from "react";

/**
 * For what rests (`inert`) while it is sent, so that nothing is written that would be lost: the cursor, which a resting
 * field cannot hold, is back in it when it is over, unless it went elsewhere.
 */
export function useCursorBack(resting: boolean): void {
  useLayoutEffect(() => {
    if (!resting) return;
    const had = document.activeElement;
    return () => {
      const nowhere = document.activeElement === document.body;
      if (nowhere && had instanceof HTMLElement && had.isConnected) {
        had.focus({ preventScroll: true });
      }
    };
  }, [resting]);
}
