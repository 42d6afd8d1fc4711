/** Finding by 汉字, full pinyin or initials. The table of sounds is fetched when Latin letters are first typed. */
import { useEffect, useState } from "react";

type Sounds = (text: string, typed: string) => boolean;
let sounds: Sounds | undefined;
let fetching: Promise<void> | undefined;

function fetchSounds(): Promise<void> {
  fetching ??= import("pinyin-pro").then(({ match }) => {
    sounds = (text, typed) => match(text, typed) !== null;
  });
  return fetching;
}

/** Whether a text, or one of the words it is also known by, is meant by what was typed. */
export type Matcher = (text: string, ...also: (string | undefined)[]) => boolean;

/** A matcher for what is typed now; becomes keener when the sounds have arrived. */
export function useMatcher(typed: string): Matcher {
  const wanted = typed.trim().toLowerCase();
  const [known, setKnown] = useState(sounds !== undefined);
  const latin = /[a-z]/.test(wanted);
  useEffect(() => {
    if (!latin || known) return;
    let here = true;
    void fetchSounds().then(() => here && setKnown(true));
    return () => {
      here = false;
    };
  }, [latin, known]);
  return (text, ...also) =>
    wanted === "" ||
    [text, ...also].some((each) => each?.toLowerCase().includes(wanted)) ||
    (latin && (sounds?.(text, wanted.replace(/\s/g, "")) ?? false));
}
