import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/** What is longer is folded: about a screen of the stream. */
const LETTERS = 1_200;
const LINES = 24;
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

/** A text of any length: its beginning, and all of it when that is wanted. */
export function LongText({
  text,
  draw = (each) => each,
}: {
  text: string;
  /** How a piece of the text is drawn. */
  draw?: (text: string) => ReactNode;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const beginning = beginningOf(text);
  if (beginning === text) return draw(text);
  return (
    <>
      {draw(open ? text : `${beginning}…`)}
      <button
        type="button"
        className="text-link long-text-more"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? t("stream.fold") : t("stream.unfold", { n: text.length.toLocaleString() })}
      </button>
    </>
  );
}
