import type { ReactNode } from "react";
import { Glyph, type GlyphName } from "./glyph";

/** One big answer of several: a card with a picture, a name, and what it means. */
export function Choice({
  kind,
  name,
  group,
  glyph,
  title,
  text,
  on,
  locked,
  onChange,
  children,
}: {
  kind: "radio" | "checkbox";
  name: string;
  group: string;
  glyph: GlyphName;
  title: string;
  text: string;
  on: boolean;
  locked?: boolean;
  onChange: (on: boolean) => void;
  children?: ReactNode;
}) {
  const id = `first-${group}-${name}`;
  return (
    <article className={on ? "first-choice is-on" : "first-choice"}>
      <label htmlFor={id}>
        <input
          id={id}
          type={kind}
          name={`first-${group}`}
          checked={on}
          disabled={locked}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className={kind === "radio" ? "first-box is-round" : "first-box"} aria-hidden="true">
          {on ? <Glyph name="check" /> : null}
        </span>
        <span className="first-kind">
          <Glyph name={glyph} />
        </span>
        <span className="first-words">
          <b>{title}</b>
          <span>{text}</span>
        </span>
      </label>
      {children}
    </article>
  );
}
