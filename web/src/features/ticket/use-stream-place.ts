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

/**
 * Where one reads in a stream whose newest stands at the lower edge. It is opened there and stays there; whoever reads
 * further up stays where they are, whatever arrives below or is read above, and is told how much is new.
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
    const { scrollHeight, scrollTop, clientHeight } = scroller;
    seen.current.fromEnd = scrollHeight - scrollTop;
    if (scroller.matches(AROUND)) return;
    seen.current.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (seen.current.atEnd) setRead(newest);
  }

  function toEnd() {
    const element = list.current;
    if (element) goToEnd(scrollerOf(element));
    note();
  }

  // A page around it scrolls without the stream being told.
  const noted = useRef(note);
  noted.current = note;
  useEffect(() => {
    const element = list.current;
    const scroller = element && scrollerOf(element);
    if (!scroller || scroller === element) return;
    const tell = () => noted.current();
    scroller.addEventListener("scroll", tell, { passive: true });
    return () => scroller.removeEventListener("scroll", tell);
  }, []);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const before = seen.current;
    const scroller = scrollerOf(element);
    if (before.kind !== kind || before.pending < pending || before.atEnd) {
      goToEnd(scroller);
      setRead(newest);
      before.atEnd = true;
    } else if (before.oldest !== oldest) {
      scroller.scrollTop = scroller.scrollHeight - before.fromEnd;
    }
    seen.current = {
      ...before,
      kind,
      oldest,
      pending,
      fromEnd: scroller.scrollHeight - scroller.scrollTop,
    };
  }, [kind, oldest, newest, pending]);

  return { list, onScroll: note, newer, toEnd };
}

/** Where the stream is the last of many things, only what is beside it would be seen less. */
function goToEnd(scroller: HTMLElement): void {
  if (!scroller.matches(AROUND)) scroller.scrollTop = scroller.scrollHeight;
}

/** Where an entry stands; the last place where it is not among them. */
function placeOf(entries: readonly { id: string }[], id: string): number {
  const at = entries.findLastIndex((each) => each.id === id);
  return at < 0 ? entries.length - 1 : at;
}
