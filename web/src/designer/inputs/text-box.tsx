import type { KeyboardEvent } from "react";
import { useDraftText } from "./draft-text";

export interface TextBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Digits only, and what else a number has. */
  numeric?: boolean;
  problem?: boolean;
  /** Width in characters when nothing longer is written. */
  size?: number;
}

/** A line of text inside a sentence; as wide as what is written. */
export function TextBox(props: TextBoxProps) {
  const { text, type, flush } = useDraftText(props.value, props.onChange);
  const wide = [...text].reduce((sum, each) => sum + (each.charCodeAt(0) > 255 ? 2 : 1), 0);
  const least = props.size ?? (props.numeric ? 3 : 10);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) flush();
  }
  return (
    <input
      className={`di-box${props.problem || (text === "" && !props.placeholder) ? " has-problem" : ""}`}
      aria-label={props.label}
      aria-invalid={props.problem || undefined}
      placeholder={props.placeholder}
      inputMode={props.numeric ? "decimal" : undefined}
      style={{ inlineSize: `${Math.min(Math.max(wide + 1, least), 32) + 2.5}ch` }}
      value={text}
      onChange={(event) =>
        type(props.numeric ? event.target.value.replace(/[^\d.-]/g, "") : event.target.value)
      }
      onKeyDown={onKeyDown}
      onBlur={flush}
    />
  );
}
