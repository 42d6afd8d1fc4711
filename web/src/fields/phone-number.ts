/**
 * Phone numbers while they are typed. Stored without spaces: eleven digits for the mainland of China, `+` and digits for
 * other countries. Shown in groups: 138 0013 8000.
 */

const FULL_WIDTH_ZERO = 0xff10;

/** Keeps the digits and a leading plus; full-width digits become ordinary ones, +86 and 0086 before a mainland number go. */
export function phoneDigits(text: string): string {
  const plain = text.replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - FULL_WIDTH_ZERO));
  const plus = /^\s*[+＋]/.test(plain) ? "+" : "";
  const digits = plus + plain.replace(/\D/g, "");
  const mainland = /^(?:\+|00)86(1\d{10})$/.exec(digits);
  return mainland?.[1] ?? digits;
}

/** Groups a stored number for the eye. */
export function showPhone(stored: string): string {
  if (!/^1\d{0,10}$/.test(stored)) return stored;
  return [stored.slice(0, 3), stored.slice(3, 7), stored.slice(7)].filter(Boolean).join(" ");
}

/** A keystroke in the grouped number. Deleting a space deletes the digit before it. */
export function typePhone(
  before: string,
  after: string,
  caret: number,
): { stored: string; caret: number } {
  let text = after;
  let at = caret;
  const onlySpaceGone =
    after.length === before.length - 1 && phoneDigits(before) === phoneDigits(after);
  if (onlySpaceGone && at > 0) {
    text = after.slice(0, at - 1) + after.slice(at);
    at -= 1;
  }
  const stored = phoneDigits(text);
  const shown = showPhone(stored);
  const dropped = text.replace(/[^\d+０-９＋]/g, "").length - stored.length;
  const digitsBefore = text.slice(0, at).replace(/[^\d+０-９＋]/g, "").length - dropped;
  return { stored, caret: caretAfter(shown, digitsBefore) };
}

/** Where the caret stands after so many digits of the grouped number. */
function caretAfter(shown: string, digits: number): number {
  let seen = 0;
  for (let index = 0; index < shown.length; index += 1) {
    if (seen >= digits) return index;
    if (shown[index] !== " ") seen += 1;
  }
  return shown.length;
}

/**
 * Eleven digits of a mainland mobile number, or an international number of 8 to 15 digits after + or 00. Of another
 * `country`, national numbers too: which of them are valid is for the server to say.
 */
export function isPhone(stored: string, country?: string | null): boolean {
  if (country && /^[0-9]{5,15}$/.test(stored)) return true;
  return /^1[3-9]\d{9}$/.test(stored) || /^(?:\+|00)[1-9]\d{7,14}$/.test(stored);
}
