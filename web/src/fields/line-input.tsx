import { type InputHTMLAttributes, useLayoutEffect, useRef } from "react";
import { asText, type FieldDefinition } from "./definition";
import { useFieldEnvironment } from "./environment";
import type { FieldInputProps } from "./kind";
import type { Translate } from "./texts";

export interface LineInputProps extends FieldInputProps {
  type?: "text" | "tel" | "email";
  inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  autoComplete?: string;
  maxLength?: number;
  /** Numbers and addresses read left to right in every language. */
  leftToRight?: boolean;
  /** Said in the empty line when the field says nothing itself. */
  hint?: string;
  /** How the stored value is shown while typing. */
  show?: (stored: string) => string;
  /** What typing does: from the shown text before and after, and the caret, to the stored value and the caret. */
  typed?: (before: string, after: string, caret: number) => { stored: string; caret: number };
}

/** The one-line input that texts, numbers and addresses share. */
export function LineInput(props: LineInputProps) {
  const { field, value, onChange, size = "touch", error } = props;
  const { t } = useFieldEnvironment();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const stored = asText(value);
  const shown = props.show ? props.show(stored) : stored;

  // Rewriting the text moves the caret to the end; put it back where the person types.
  useLayoutEffect(() => {
    if (caret.current !== null && document.activeElement === input.current) {
      input.current?.setSelectionRange(caret.current, caret.current);
    }
    caret.current = null;
  });

  const placeholder =
    size === "compact" ? (field.placeholder ?? props.hint) : touchPlaceholder(field, t, props.hint);

  return (
    <input
      ref={input}
      id={props.id}
      className={`f-line-input${props.leftToRight ? " f-ltr" : ""}`}
      dir={props.leftToRight ? undefined : "auto"}
      type={props.type ?? "text"}
      inputMode={props.inputMode}
      autoComplete={props.autoComplete ?? "off"}
      autoCapitalize={props.leftToRight ? "none" : undefined}
      spellCheck={props.leftToRight ? false : undefined}
      // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
      autoFocus={props.autoFocus}
      maxLength={props.maxLength}
      placeholder={placeholder}
      disabled={props.disabled}
      aria-required={field.required || undefined}
      aria-invalid={error ? true : undefined}
      aria-describedby={props.describedBy}
      value={shown}
      onBlur={props.onBlur}
      onChange={(event) => {
        const after = event.target.value;
        if (!props.typed) {
          onChange(after);
          return;
        }
        const result = props.typed(shown, after, event.target.selectionStart ?? after.length);
        caret.current = result.caret;
        onChange(result.stored);
      }}
    />
  );
}

/** On a phone the empty line itself says what it is for, and that it may stay empty. */
function touchPlaceholder(field: FieldDefinition, t: Translate, hint?: string): string | undefined {
  const words = field.placeholder || field.help || hint || "";
  const parts = field.required ? [words] : [t("field.optional"), words];
  return parts.filter(Boolean).join(t("field.comma")) || undefined;
}

/** A stored text as it is read. */
export function LineView({ text, leftToRight }: { text: string; leftToRight?: boolean }) {
  const { t } = useFieldEnvironment();
  if (!text) return <Nothing label={t("field.empty")} />;
  return (
    <span className={`f-text${leftToRight ? " f-ltr" : ""}`} dir={leftToRight ? undefined : "auto"}>
      {text}
    </span>
  );
}

/** An absent answer: a dash for the eye, a word for the ear. */
export function Nothing({ label }: { label: string }) {
  return (
    <span className="f-nothing">
      <span aria-hidden="true">—</span>
      <span className="ui-sr">{label}</span>
    </span>
  );
}
