import type { CSSProperties } from "react";
import { asText, type FieldDefinition, type FieldValue } from "./definition";
import type { FieldInputProps, Problem } from "./kind";

export interface OptionTilesProps extends FieldInputProps {
  /** Tiles beside each other where the words are short enough. */
  columns: number;
  /** Several may be chosen; `full`: no more of them. */
  several?: { chosen: readonly string[]; full: boolean; toggle: (key: string) => void };
}

/** One or several of the options, as buttons to touch; native inputs inside keep keys and screen readers right. */
export function OptionTiles({ columns, several, ...props }: OptionTilesProps) {
  const { id, field, value, onChange, error } = props;
  const chosen = asText(value);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it may have take these
    <div
      id={id}
      className={several ? "f-tiles f-ticks" : "f-tiles"}
      role={several ? "group" : "radiogroup"}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      aria-required={several ? undefined : field.required || undefined}
      aria-invalid={error ? true : undefined}
      style={{ "--f-columns": columns } as CSSProperties}
    >
      {(field.options ?? []).map((option) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: either of the two inputs is inside
        <label key={option.key} className="f-tile">
          {several ? (
            <input
              type="checkbox"
              className="f-hidden-input"
              value={option.key}
              checked={several.chosen.includes(option.key)}
              disabled={props.disabled || (several.full && !several.chosen.includes(option.key))}
              onBlur={props.onBlur}
              onChange={() => several.toggle(option.key)}
            />
          ) : (
            <input
              type="radio"
              className="f-hidden-input"
              name={id}
              value={option.key}
              checked={chosen === option.key}
              disabled={props.disabled}
              onBlur={props.onBlur}
              onChange={() => onChange(option.key)}
              onClick={() => {
                // A second tap takes an answer back where none is needed.
                if (chosen === option.key && !field.required) onChange(null);
              }}
            />
          )}
          <span>
            {several ? <i className="f-tick" aria-hidden="true" /> : null}
            {option.label}
          </span>
        </label>
      ))}
    </div>
  );
}

/** The label of the chosen option; a key that is gone shows itself. */
export function optionLabel(value: FieldValue, field: FieldDefinition): string {
  const key = asText(value);
  return field.options?.find((option) => option.key === key)?.label ?? key;
}

/** Finds an option by key or by label, whatever the case. */
export function findOption(text: string, field: FieldDefinition): FieldValue {
  const wanted = text.trim().toLowerCase();
  const match = field.options?.find(
    (option) => option.key.toLowerCase() === wanted || option.label.toLowerCase() === wanted,
  );
  return match?.key ?? null;
}

/** Complains about an option that the form no longer has. */
export function checkOption(value: FieldValue, field: FieldDefinition): Problem | null {
  const key = asText(value);
  return field.options?.some((option) => option.key === key) ? null : { code: "option" };
}

/** Tiles beside each other: as many as there are, at most `most`, fewer when a word is long. */
export function tileColumns(field: FieldDefinition, most: number): number {
  const options = field.options ?? [];
  const longest = Math.max(0, ...options.map((option) => wordWidth(option.label)));
  const room = longest > 20 ? 1 : longest > 12 ? 2 : most;
  return Math.max(1, Math.min(options.length, most, room));
}

/** Rough width in half-width characters. */
function wordWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character.charCodeAt(0) > 0x2e7f ? 2 : 1;
  return width;
}
