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

/** Whether the text holds what was typed, in letters or in first letters of its sounds. */
export function holds(text: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return true;
  const plain = text.toLowerCase();
  return plain.includes(wanted) || (hasHan(text) && initialsOf(text).includes(wanted));
}
