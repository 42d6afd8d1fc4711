import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { api, call } from "../../api/client";
import { loadMatcher, plainMatcher } from "../../app/pinyin";
import { mentionAt, withMention } from "./mention";
import type { Person } from "./mention-list";

const MOST = 6;

/** Enter or Tab; with Ctrl or ⌘ Enter sends what is written. */
const picks = ({ key, ctrlKey, metaKey }: KeyboardEvent) =>
  (key === "Enter" || key === "Tab") && !ctrlKey && !metaKey;

/** The picker of names in a text box: what it shows now, and what it does with keys. */
export function useMentions({
  form,
  record,
  on,
  box,
  onText,
}: {
  form: string;
  record: string;
  /** Only where colleagues can be named. */
  on: boolean;
  box: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string, person: Person) => void;
}) {
  const [found, setFound] = useState<{ at: number; query: string } | null>(null);
  const [chosen, setChosen] = useState(0);
  const [matcher, setMatcher] = useState(plainMatcher);
  const open = on && found !== null;
  const readers = useQuery({
    queryKey: ["record", form, record, "readers"],
    queryFn: ({ signal }) =>
      call(
        api.GET("/forms/{form}/records/{record_id}/readers", {
          params: { path: { form, record_id: record } },
          signal,
        }),
      ),
    enabled: open,
  });
  useEffect(() => {
    if (open) void loadMatcher().then((loaded) => setMatcher(loaded));
  }, [open]);
  const people = (readers.data?.items ?? [])
    .filter((each) => !found?.query || matcher.match(each.name, found.query))
    .slice(0, MOST);
  const at = Math.min(chosen, Math.max(people.length - 1, 0));

  function look() {
    const { current } = box;
    setFound(on && current ? mentionAt(current.value, current.selectionStart) : null);
    setChosen(0);
  }

  function pick(person: Person) {
    const { current } = box;
    if (!current || !found) return;
    const next = withMention(current.value, found.at, current.selectionStart, person.name);
    onText(next.text, person);
    setFound(null);
    requestAnimationFrame(() => {
      current.focus();
      current.setSelectionRange(next.cursor, next.cursor);
    });
  }

  /** Whether the key was the picker's. */
  function onKey(event: KeyboardEvent): boolean {
    if (!open || event.nativeEvent.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const person = people[at];
    if (step) setChosen((at + step + people.length) % Math.max(people.length, 1));
    else if (picks(event) && person) pick(person);
    else if (event.key === "Escape") setFound(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    open,
    people,
    chosen: at,
    loading: readers.isPending,
    look,
    pick,
    onKey,
    close: () => setFound(null),
  };
}
