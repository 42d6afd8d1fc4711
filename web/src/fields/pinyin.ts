/** Finding Chinese words by their first letters, with what every browser brings along; full sounds are loaded on demand. */
const HAN = /\p{Script=Han}/u;
const LETTERS = "abcdefghjklmnopqrstwxyz";
/** The first characters of each letter in the order of the sounds. */
const BOUNDS = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";

const collator = typeof Intl === "undefined" ? null : new Intl.Collator("zh-CN-u-co-pinyin");

export function hasHan(text: string): boolean {
  return HAN.test(text);
}

/** The first letters of the sounds of Chinese characters, other characters as they are: 技术A组 → jsaz. */
export function initialsOf(text: string): string {
  let found = "";
  for (const character of text) found += HAN.test(character) ? letterOf(character) : character;
  return found.toLowerCase();
}

function letterOf(character: string): string {
  let place = 0;
  while (
    place + 1 < BOUNDS.length &&
    (collator?.compare(character, BOUNDS[place + 1] ?? "") ?? -1) >= 0
  ) {
    place += 1;
  }
  return LETTERS[place] ?? "";
}

const SPACES = /\s+/g;
/** First letters as they were worked out: a thousand options are asked for again with every key. */
const found = new Map<string, string>();
const MOST_FOUND = 5_000;

/** The first letters without spaces, which nobody types between letters and figures: 配件 98 号 → pj98h. */
function knownInitials(text: string): string {
  const known = found.get(text);
  if (known !== undefined) return known;
  if (found.size >= MOST_FOUND) found.clear();
  const initials = initialsOf(text).replace(SPACES, "");
  found.set(text, initials);
  return initials;
}

/** Whether the text holds what was typed, in letters or in first letters of its sounds. */
export function holds(text: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return true;
  const plain = text.toLowerCase();
  if (plain.includes(wanted)) return true;
  const close = wanted.replace(SPACES, "");
  return (
    plain.replace(SPACES, "").includes(close) ||
    (hasHan(text) && knownInitials(text).includes(close))
  );
}
