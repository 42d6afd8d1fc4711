import { Fragment, type ReactNode } from "react";

/**
 * Small and safe: paragraphs, line breaks, lists, **bold**, *italic* and [links](https://…). It builds elements, never
 * HTML, and an address is taken only if it is one of the web, of mail or of a phone.
 */
export function Markdown({ text }: { text: string }) {
  return blocksOf(text).map((block, place) => {
    // Blocks have no identity but their place.
    const key = `${place}`;
    const List = block.kind === "numbers" ? "ol" : "ul";
    if (block.kind !== "text") {
      return (
        <List key={key}>
          {block.lines.map((line, at) => (
            <li key={`${at}-${line}`}>{inline(line)}</li>
          ))}
        </List>
      );
    }
    return (
      <p key={key}>
        {block.lines.map((line, at) => (
          <Fragment key={`${at}-${line}`}>
            {at > 0 ? <br /> : null}
            {inline(line)}
          </Fragment>
        ))}
      </p>
    );
  });
}

interface Block {
  kind: "text" | "points" | "numbers";
  lines: string[];
}

const POINT = /^\s*[-*•]\s+(.*)$/;
const NUMBERED = /^\s*\d{1,3}[.、)]\s+(.*)$/;

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    if (!line.trim()) {
      open = undefined;
      continue;
    }
    const point = POINT.exec(line);
    const numbered = NUMBERED.exec(line);
    const kind = point ? "points" : numbered ? "numbers" : "text";
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    open.lines.push(point?.[1] ?? numbered?.[1] ?? line.trim());
  }
  return blocks;
}

const INLINE = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;
const SAFE = /^(?:https?:\/\/|mailto:|tel:)/i;

function inline(text: string): ReactNode[] {
  const found: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, italic, words, address = ""] = match;
    if (match.index > last) found.push(text.slice(last, match.index));
    last = match.index + whole.length;
    const key = match.index;
    if (bold !== undefined) found.push(<strong key={key}>{bold}</strong>);
    else if (italic !== undefined) found.push(<em key={key}>{italic}</em>);
    else if (SAFE.test(address)) {
      found.push(
        <a key={key} href={address} target="_blank" rel="noopener noreferrer">
          {words}
        </a>,
      );
    } else found.push(words);
  }
  if (last < text.length) found.push(text.slice(last));
  return found;
}
