import { useEffect, useRef, useState } from "react";

const PAUSE = 700;

/**
 * Text being typed, handed on at a pause, at Enter and when the focus leaves: one act to undo, not one for each letter.
 * `text` is what to show.
 */
export function useDraftText(value: string, onChange: (value: string) => void) {
  const [text, setText] = useState(value);
  const shown = useRef(value);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ text, onChange });
  latest.current.onChange = onChange;

  if (shown.current !== value) {
    // Something else changed it, such as undo.
    shown.current = value;
    latest.current.text = value;
    if (text !== value) setText(value);
  }
  function flush(): void {
    if (waiting.current !== null) clearTimeout(waiting.current);
    waiting.current = null;
    if (latest.current.text === shown.current) return;
    shown.current = latest.current.text;
    latest.current.onChange(latest.current.text);
  }
  const flushing = useRef(flush);
  flushing.current = flush;
  useEffect(() => () => flushing.current(), []);

  function type(next: string): void {
    latest.current.text = next;
    setText(next);
    if (waiting.current !== null) clearTimeout(waiting.current);
    waiting.current = setTimeout(() => flushing.current(), PAUSE);
  }
  return { text, type, flush };
}
