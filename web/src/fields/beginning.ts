/** What is longer is folded: about a screen of it. */
const LETTERS = 1_200;
const LINES = 24;
const WORDS = 24;
/** Folding away less than this would not be worth the click. */
const WORTH = 1.25;

/** The beginning of a text that is shown at first; all of it where that is about as long. */
export function beginningOf(text: string): string {
  const lines = text.split("\n", Math.ceil(LINES * WORTH) + 1);
  const few = lines.length <= LINES * WORTH;
  if (few && text.length <= LETTERS * WORTH) return text;
  const cut = (few ? text : lines.slice(0, LINES).join("\n")).slice(0, LETTERS);
  // Never between the halves of one sign.
  return cut.replace(/[\ud800-\udbff]$/, "").trimEnd();
}

/** The first of what was chosen; all of it, the same list, where that is about as much. */
export function firstOf<Each>(list: readonly Each[]): readonly Each[] {
  return list.length <= WORDS * WORTH ? list : list.slice(0, WORDS);
}
