import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldValue } from "../../fields";
import { beginningOf, firstOf } from "../../fields/beginning";
import { usePrinting } from "../../ui/printing";

/** A text of any length: its beginning, and all of it when that is wanted or goes to paper. */
export function LongText({
  text,
  draw = (each) => each,
}: {
  text: string;
  /** How a piece of the text is drawn. */
  draw?: (text: string) => ReactNode;
}) {
  const { t } = useTranslation();
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  const beginning = beginningOf(text);
  if (beginning === text || printing) return draw(text);
  return (
    <>
      {draw(open ? text : `${beginning}…`)}
      <More open={open} turn={setOpen} name={t("stream.unfold", shown(text.length))} />
    </>
  );
}

/** A value of any length, drawn by its field: a text like any other, of many choices the first. */
export function LongValue({
  value,
  draw,
}: {
  value: FieldValue;
  draw: (value: FieldValue) => ReactNode;
}) {
  const { t } = useTranslation();
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  if (typeof value === "string") return <LongText text={value} draw={draw} />;
  if (!Array.isArray(value) || printing || firstOf(value) === value) return draw(value);
  return (
    <>
      {draw(open ? value : [...firstOf(value)])}
      <More open={open} turn={setOpen} name={t("stream.unfold_choices", shown(value.length))} />
    </>
  );
}

const shown = (n: number) => ({ n: n.toLocaleString() });

function More({
  open,
  turn,
  name,
}: {
  open: boolean;
  turn: (open: boolean) => void;
  name: string;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="text-link long-text-more"
      aria-expanded={open}
      onClick={() => turn(!open)}
    >
      {open ? t("stream.fold") : name}
    </button>
  );
}
