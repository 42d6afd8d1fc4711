import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** Nearer to the lower edge than this one reads the newest, in pixels. */
const NEAR = 60;

/** Around the stream beside a list, which is the last of many things: it opens where those begin. */
const AROUND = ".beside-body";

/** What scrolls the stream: itself, or the page around it where it has no edges of its own. */
function scrollerOf(list: HTMLElement): HTMLElement {
  if (/auto|scroll/.test(getComputedStyle(list).overflowY)) return list;
  return list.closest<HTMLElement>(`.page-body, ${AROUND}`) ?? list;
}

/** How far the end of the stream lies below what is seen, in pixels. */
function below(list: HTMLElement, scroller: HTMLElement): number {
  if (scroller === list) return list.scrollHeight - list.scrollTop - list.clientHeight;
  return list.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
}

/**
 * Where one reads in a stream whose newest stands at the lower edge. It is opened there and stays there; whoever reads
 * further up stays where they are, whatever arrives below or is read above, and is told how much is new. Beside a list
 * it is the page around it that is opened, at its top.
 */
export function useStreamPlace(
  kind: string,
  entries: readonly { id: string }[],
  /** How much of one's own is on its way: whoever writes wants to see it. */
  pending: number,
) {
  const list = useRef<HTMLDivElement>(null);
  const seen = useRef({ kind: "", oldest: "", pending: 0, fromEnd: 0, atEnd: true });
  const [read, setRead] = useState<string | undefined>();
  const oldest = entries[0]?.id ?? "";
  const newest = entries.at(-1)?.id;
  const newer = read === undefined ? 0 : entries.length - 1 - placeOf(entries, read);

  function note() {
    const element = list.current;
    if (!element) return;
    const scroller = scrollerOf(element);
    seen.current.fromEnd = scroller.scrollHeight - scroller.scrollTop;
    seen.current.atEnd = below(element, scroller) < NEAR;
    if (seen.current.atEnd) setRead(newest);
  }

  function toEnd() {
    const element = list.current;
    if (element) scrollToEnd(element, scrollerOf(element));
    note();
  }

  const latest = useRef(note);
  latest.current = note;
  useEffect(() => {
    const scroller = list.current && scrollerOf(list.current);
    if (!scroller || scroller === list.current) return;
    // What is asked for by a click comes above or below what is seen at the time.
    const noted = () => latest.current();
    scroller.addEventListener("scroll", noted, { passive: true });
    scroller.addEventListener("click", noted, true);
    return () => {
      scroller.removeEventListener("scroll", noted);
      scroller.removeEventListener("click", noted, true);
    };
  });

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const before = seen.current;
    const scroller = scrollerOf(element);
    const last = scroller.matches(AROUND);
    const other = before.kind !== kind;
    const opened = other || before.oldest === "";
    const wrote = before.pending < pending;
    if (last ? wrote && !before.atEnd : other || wrote || before.atEnd) {
      scrollToEnd(element, scroller);
      setRead(newest);
    } else if (last && opened) {
      setRead(newest);
    } else if (before.atEnd || before.oldest !== oldest) {
      scroller.scrollTop = scroller.scrollHeight - before.fromEnd;
      if (before.atEnd) setRead(newest);
    }
    seen.current = {
      atEnd: below(element, scroller) < NEAR,
      kind,
      oldest,
      pending,
      fromEnd: scroller.scrollHeight - scroller.scrollTop,
    };
  }, [kind, oldest, newest, pending]);

  return { list, onScroll: note, newer, toEnd };
}

function scrollToEnd(list: HTMLElement, scroller: HTMLElement): void {
  if (!scroller.matches(AROUND)) scroller.scrollTop = scroller.scrollHeight;
  // What stands below the stream, as the field one writes in, stays in sight.
  else scroller.scrollTop += Math.max(below(list, scroller), 0);
}

/** Where an entry stands; the last place where it is not among them. */
function placeOf(entries: readonly { id: string }[], id: string): number {
  const at = entries.findLastIndex((each) => each.id === id);
  return at < 0 ? entries.length - 1 : at;
}
