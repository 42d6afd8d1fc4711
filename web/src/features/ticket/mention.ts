/** The beginning of a name after an @ right before the cursor: where the @ stands, and what follows it. */
export function mentionAt(text: string, cursor: number): { at: number; query: string } | null {
  const before = text.slice(0, cursor);
  const at = before.lastIndexOf("@");
  if (at < 0) return null;
  const query = before.slice(at + 1);
  // A mail address is no mention, and a name has no spaces after it is written.
  if (/\s/.test(query) || query.length > 20 || /[\w.]/.test(before[at - 1] ?? "")) return null;
  return { at, query };
}

/** The text with the name in place of what was typed of it, and where the cursor goes. */
export function withMention(
  text: string,
  at: number,
  cursor: number,
  name: string,
): { text: string; cursor: number } {
  const said = `@${name} `;
  return {
    text: text.slice(0, at) + said + text.slice(cursor).replace(/^ /, ""),
    cursor: at + said.length,
  };
}

/** Those of the picked names that are still in the text. */
export function stillThere(text: string, mentions: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mentions).filter(([, name]) => text.includes(`@${name}`)),
  );
}

/** A text in pieces, those that name somebody marked. */
export function mentionPieces(
  text: string,
  names: readonly string[],
): { text: string; on: boolean }[] {
  const wanted = names.filter(Boolean).map((name) => `@${name}`);
  if (wanted.length === 0) return [{ text, on: false }];
  wanted.sort((a, b) => b.length - a.length);
  const escaped = wanted.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text
    .split(new RegExp(`(${escaped.join("|")})`))
    .filter(Boolean)
    .map((piece) => ({ text: piece, on: wanted.includes(piece) }));
}
