import { useLayoutEffect, useRef } from "react";
import { asText } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldInputProps, FieldKind } from "../kind";
import { LineView } from "../line-input";
import { checkLength, countCharacters } from "../text-length";

/** The counter appears when this share of the limit is used. */
const NEAR = 0.8;

/** Longer texts fill more than a screen at any width. */
const LONG = 6_000;

function MultilineInput({ field, value, onChange, error, ...props }: FieldInputProps) {
  const { t } = useFieldEnvironment();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = asText(value);
  const limit = field.max_length ?? 0;
  // UTF-16 units are never fewer than characters, so the exact count is only needed near the limit.
  const count = limit && text.length > limit * NEAR ? countCharacters(text) : 0;
  const near = limit > 0 && count > limit * NEAR;

  // The height follows the text up to the bound of the style sheet; where it is far beyond, no key waits for its measure.
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    const long = text.length > LONG;
    if (!long) element.style.height = "auto";
    element.style.height = long
      ? "100vh"
      : `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
    element.style.overflowY = long || element.scrollHeight > element.clientHeight ? "auto" : "";
  }, [text]);

  return (
    <>
      <textarea
        ref={area}
        id={props.id}
        className="f-area"
        dir={text.length > LONG ? undefined : "auto"}
        rows={2}
        placeholder={field.placeholder ?? undefined}
        disabled={props.disabled}
        // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
        autoFocus={props.autoFocus}
        aria-required={field.required || undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={
          near
            ? [props.describedBy, `${props.id}-count`].filter(Boolean).join(" ")
            : props.describedBy
        }
        value={text}
        onBlur={props.onBlur}
        onChange={(event) => onChange(event.target.value)}
      />
      {near ? (
        <p id={`${props.id}-count`} className={`f-count${count > limit ? " f-over" : ""}`}>
          {t(count > limit ? "multiline.over" : "multiline.left", {
            count: Math.abs(limit - count),
          })}
        </p>
      ) : null}
    </>
  );
}

export const fieldKind: FieldKind = {
  icon: "lines",
  look: "block",
  role: "label",
  ask: "enter",
  compares: "text",
  width: 240,
  text: (value) => asText(value),
  unsorted: true,
  Input: MultilineInput,
  View: ({ value }) => <LineView text={asText(value)} />,
  check: checkLength,
  fromText: (text) => text,
};
