/** About how wide a text is at 12 px, in pixels: drawn boxes are laid out before they are on the screen. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code > 0x2e7f) width += 12;
    else if (/[A-Zmw%@]/.test(letter)) width += 9;
    else if (/[ijl.,:;'|!()\s]/.test(letter)) width += 3.8;
    else width += 6.8;
  }
  return Math.ceil(width);
}
