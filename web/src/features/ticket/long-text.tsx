import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSaying } from "../../app/saying";
import type { FieldValue } from "../../fields";
import { beginningOf, firstOf } from "../../fields/beginning";
import { usePrinting } from "../../ui/printing";

/** A text of any length: its beginning, and all of it when that is wanted or goes to paper. */
export function LongText({
  text,
  draw = (each) => each,
  briefOnPaper = false,
}: {
  text: string;
  /** What it was before is not worth pages: paper has its beginning as well. */
  briefOnPaper?: boolean;
  /** How a piece of the text is drawn. */
  draw?: (text: string) => ReactNode;
}) {
  const { t } = useTranslation();
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  const beginning = beginningOf(text);
  if (beginning === text || (printing && !briefOnPaper)) return draw(text);
  if (printing) return draw(`${beginning}…`);
  return (
    <>
      {draw(open ? text : `${beginning}…`)}
      <More open={open} turn={setOpen} name={t("stream.unfold", shown(text.length))} />
    </>
  );
}

/** A text of which the server sent the beginning; all of it is asked for once somebody wants it. */
export function CutText({
  text,
  length,
  read,
  draw = (each) => each,
}: {
  text: string;
  /** Characters of the whole. */
  length: number;
  read: () => Promise<string>;
  draw?: (text: string) => ReactNode;
}) {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const [open, setOpen] = useState(false);
  const whole = useMutation({
    mutationFn: read,
    onError: (error) => {
      setOpen(false);
      failed(error);
    },
  });
  const turn = (wanted: boolean) => {
    setOpen(wanted);
    if (wanted && whole.data === undefined) whole.mutate();
  };
  return (
    <>
      {draw((open && whole.data) || `${beginningOf(text)}…`)}
      <More
        open={open}
        busy={whole.isPending}
        turn={turn}
        name={t("stream.unfold", shown(length))}
      />
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
  if (typeof value === "string") return <LongText text={value} draw={draw} />;
  if (!Array.isArray(value)) return draw(value);
  return (
    <LongList
      list={value}
      draw={(first) => draw([...first])}
      name={(n) => t("stream.unfold_choices", { n })}
    />
  );
}

/** The first of many things of a list, drawn by `draw`, and a button for all of them. */
export function LongList<Each>({
  list,
  draw,
  name,
}: {
  list: readonly Each[];
  draw: (list: readonly Each[]) => ReactNode;
  /** Of the button for all of them, which says how many. */
  name: (n: string) => string;
}) {
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  const first = firstOf(list);
  if (printing || first === list) return draw(list);
  return (
    <>
      {draw(open ? list : first)}
      <More open={open} turn={setOpen} name={name(list.length.toLocaleString())} />
    </>
  );
}

const shown = (n: number) => ({ n: n.toLocaleString() });

function More({
  open,
  turn,
  name,
  busy = false,
}: {
  open: boolean;
  /** What is to be shown is on its way. */
  busy?: boolean;
  turn: (open: boolean) => void;
  name: string;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="text-link long-text-more"
      aria-expanded={open}
      aria-busy={busy}
      onClick={() => turn(!open)}
    >
      {open ? t("stream.fold") : name}
    </button>
  );
}
