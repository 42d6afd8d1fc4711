import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Icon } from "../ui/icon";
import type { CalendarProps } from "./calendar";
import { asText, type FieldValue } from "./definition";
import { useFieldEnvironment } from "./environment";
import { Floating } from "./floating";
import type { FieldInputProps } from "./kind";
import { useTouch } from "./touch";

type CalendarPart = typeof import("./calendar")["default"];

/** Fetched when first needed. Where it cannot be had – no network, a newer version in its place – a date is typed. */
function Calendar(props: CalendarProps) {
  const { t } = useFieldEnvironment();
  const [Part, setPart] = useState<CalendarPart | "coming" | "missing">("coming");
  useEffect(() => {
    let here = true;
    import("./calendar").then(
      (part) => here && setPart(() => part.default),
      () => here && setPart("missing"),
    );
    return () => {
      here = false;
    };
  }, []);
  if (Part === "coming") return <div className="f-calendar f-calendar-wait" />;
  if (Part === "missing") {
    return (
      <p className="f-calendar f-calendar-missing" role="alert">
        {t("date.away")}
      </p>
    );
  }
  return <Part {...props} />;
}

export interface DateFormat {
  /** The type of the device's own input. */
  native: "date" | "datetime-local";
  /** With hours and minutes. */
  timed: boolean;
  example: string;
  /** The stored value as it is typed, and as the device's own input wants it. */
  show: (stored: string) => string;
  forDevice: (stored: string) => string;
  /** The stored value of a complete text; null while it is none. */
  read: (typed: string) => string | null;
  /** Whether a text is complete while it is being typed, so that it may be taken at once. */
  complete: (typed: string) => boolean;
}

/** A day or a moment: the device's own input for thumbs, a line to type in with a calendar beside it for the mouse. */
export function DateInput({ format, ...props }: FieldInputProps & { format: DateFormat }) {
  return useTouch() ? (
    <NativeDate format={format} {...props} />
  ) : (
    <TypedDate format={format} {...props} />
  );
}

function NativeDate({
  format,
  field,
  value,
  onChange,
  error,
  ...props
}: FieldInputProps & { format: DateFormat }) {
  const stored = asText(value);
  const bound = (limit: unknown) =>
    typeof limit === "string" && limit ? format.forDevice(limit) : undefined;
  return (
    <input
      id={props.id}
      className={`f-line-input f-date${stored ? "" : " f-date-empty"}`}
      type={format.native}
      min={bound(field.min)}
      max={bound(field.max) ?? (format.timed ? "9999-12-31T23:59" : "9999-12-31")}
      disabled={props.disabled}
      // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
      autoFocus={props.autoFocus}
      aria-required={field.required || undefined}
      aria-invalid={error ? true : undefined}
      aria-describedby={props.describedBy}
      value={format.forDevice(stored)}
      onBlur={props.onBlur}
      onChange={(event) => onChange(event.target.value ? format.read(event.target.value) : null)}
    />
  );
}

function TypedDate({
  format,
  field,
  value,
  onChange,
  error,
  ...props
}: FieldInputProps & { format: DateFormat }) {
  const { t } = useFieldEnvironment();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const popup = useId();
  const stored = asText(value);

  function choose(next: FieldValue, done: boolean) {
    onChange(next);
    if (!done) return;
    setOpen(false);
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
      input.current?.focus();
    } else if (event.key === "ArrowDown" && event.altKey) {
      event.preventDefault();
      setOpen(true);
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the input inside, which this only hears
    <div ref={box} className="f-dated" onKeyDown={onKeyDown}>
      <input
        ref={input}
        id={props.id}
        className="f-line-input f-ltr"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        placeholder={field.placeholder ?? format.example}
        disabled={props.disabled}
        // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
        autoFocus={props.autoFocus}
        aria-required={field.required || undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={props.describedBy}
        value={format.show(stored)}
        onChange={(event) => {
          const typed = event.target.value;
          onChange((format.complete(typed) ? format.read(typed) : null) ?? typed);
        }}
        onBlur={(event) => {
          if (box.current?.contains(event.relatedTarget)) return;
          const read = stored ? format.read(stored) : null;
          if (read !== null && read !== stored) onChange(read);
          props.onBlur?.();
        }}
      />
      <button
        type="button"
        className="f-open"
        disabled={props.disabled}
        aria-label={t("date.open")}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-controls={open ? popup : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="calendar" small />
      </button>
      {open ? (
        <Floating id={popup} anchor={box} onClose={() => setOpen(false)} label={field.label}>
          <Calendar
            value={format.read(stored) ?? ""}
            timed={format.timed}
            min={typeof field.min === "string" ? field.min : null}
            max={typeof field.max === "string" ? field.max : null}
            clearable={!field.required && stored !== ""}
            onChoose={choose}
          />
        </Floating>
      ) : null}
    </div>
  );
}
