import { type RefObject, useEffect, useState } from "react";

/** Rows drawn beyond the edge, so that fast scrolling shows no gap. */
const BEYOND = 12;

export interface RowWindow {
  /** First row drawn, and the one after the last. */
  first: number;
  end: number;
}

/** Which of `count` rows of equal height lie near the visible part, whose edges are measured from the first row. */
export function windowOf(count: number, height: number, top: number, bottom: number): RowWindow {
  const first = Math.min(Math.max(Math.floor(top / height) - BEYOND, 0), Math.max(count - 1, 0));
  const end = Math.min(Math.max(Math.ceil(bottom / height) + BEYOND, 0), count);
  return { first, end: Math.max(end, first) };
}

/** The rows of a body to draw now; follows the scrolling of the element around it. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): RowWindow {
  const [window, setWindow] = useState<RowWindow>({ first: 0, end: Math.min(count, 60) });
  useEffect(() => {
    const frame = scroller.current;
    if (!frame) return;
    let asked = 0;
    function measure() {
      asked = 0;
      if (!frame || !body.current) return;
      const start = body.current.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      const next = windowOf(count, height, -start, frame.clientHeight - start);
      setWindow((before) =>
        before.first === next.first && before.end === next.end ? before : next,
      );
    }
    function ask() {
      asked ||= requestAnimationFrame(measure);
    }
    measure();
    frame.addEventListener("scroll", ask, { passive: true });
    const resized = new ResizeObserver(ask);
    resized.observe(frame);
    return () => {
      cancelAnimationFrame(asked);
      frame.removeEventListener("scroll", ask);
      resized.disconnect();
    };
  }, [scroller, body, count, height]);
  return window;
}
