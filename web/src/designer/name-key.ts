/** Long enough for every kind of artefact; the server checks each kind's own bound. */
const MOST = 30;

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "");
}

/** Cut at a word where that keeps most of it. */
function cut(key: string, most: number): string {
  if (key.length <= most) return key;
  const short = key.slice(0, most);
  const last = short.lastIndexOf("_");
  return (last > most / 2 ? short.slice(0, last) : short).replace(/_+$/, "");
}

/** A key that nobody has: the name's own letters, numbered when taken. */
export function freeKey(
  wanted: string,
  taken: ReadonlySet<string>,
  most = MOST,
  rest = "x",
): string {
  const base = cut(plain(wanted), most) || rest;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const key = `${cut(base, most - `_${number}`.length)}_${number}`;
    if (!taken.has(key)) return key;
  }
}

/** As `freeKey` for a name in any language: Chinese becomes pinyin, a syllable a word. */
export async function suggestKey(
  name: string,
  taken: ReadonlySet<string>,
  most = MOST,
  rest = "x",
): Promise<string> {
  if (!/\p{Script=Han}/u.test(name)) return freeKey(name, taken, most, rest);
  const { pinyin } = await import("pinyin-pro");
  const latin = pinyin(name, { toneType: "none", type: "array", nonZh: "consecutive", v: true });
  return freeKey(latin.join("_"), taken, most, rest);
}
