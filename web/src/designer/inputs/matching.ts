/** Finding by 汉字, full pinyin or initials. */
import { matchesText } from "../pinyin";

/** Whether a text, or one of the words it is also known by, is meant by what was typed. */
export function isMeant(typed: string, ...texts: (string | undefined)[]): boolean {
  return texts.some((each) => each !== undefined && matchesText(each, typed));
}
