import type { PinyinMatch } from "./environment";

/** Finding Chinese words by their whole sounds; large, so that it is loaded when letters are first typed. */
export async function loadPinyin(): Promise<PinyinMatch> {
  const { match } = await import("pinyin-pro");
  return (text, typed) => match(text, typed.toLowerCase().replaceAll(" ", "")) !== null;
}
