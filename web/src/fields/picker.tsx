import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { type PinyinMatch, useFieldEnvironment } from "./environment";
import { Floating } from "./floating";
import type { FieldInputProps } from "./kind";
import { hasHan, holds } from "./pinyin";
import { useTouch } from "./touch";

export interface PickerItem {
  key: string;
  label: string;
  /** Stands behind the label in a quieter hand, such as a record's number. */
  hint?: string;
}

export interface PickerProps extends Omit<FieldInputProps, "value" | "onChange"> {
  /** What may be chosen and fits the typed text; null while it is still being looked for. */
  items: readonly PickerItem[] | null;
  typed: string;
  onTyped: (typed: string) => void;
  chosen: readonly PickerItem[];
  /** Several may be chosen, at most `most`. */
  several?: boolean;
  most?: number | null;
  onChoose: (keys: readonly string[]) => void;
}

/** A line that opens a list to choose from by typing; a list below it for the mouse, a sheet for thumbs. */
export function Picker(props: PickerProps) {
  const { field, chosen, several, disabled, error, onChoose, onTyped } = props;
  const { t } = useFieldEnvironment();
  const touch = useTouch();
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const popup = useId();

  function close(back = true) {
    setOpen(false);
    onTyped("");
    if (back) trigger.current?.focus();
    else props.onBlur?.();
  }

  function take(key: string) {
    const keys = chosen.map((each) => each.key);
    if (several) {
      onChoose(keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key]);
      return;
    }
    onChoose([key]);
    close();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (open && event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    if (open || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      if (!field.required || several) onChoose(chosen.slice(0, -1).map((each) => each.key));
    } else if (event.key.length === 1 && event.key !== " ") {
      event.preventDefault();
      onTyped(event.key);
      setOpen(true);
    }
  }

  const list = (
    <PickerList
      {...props}
      name={`${popup}-list`}
      quiet={touch}
      onTake={take}
      onLeave={() => close()}
      onClear={
        chosen.length > 0 && !field.required
          ? () => {
              onChoose([]);
              if (!several) close();
            }
          : undefined
      }
    />
  );

  return (
    <div ref={box} className={`f-picker${several ? " f-several" : ""}`}>
      <button
        ref={trigger}
        id={props.id}
        type="button"
        role="combobox"
        className="f-select f-picker-line"
        disabled={disabled}
        // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
        autoFocus={props.autoFocus}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={popup}
        aria-required={field.required || undefined}
        aria-invalid={error ? true : undefined}
        aria-labelledby={props.labelledBy}
        aria-describedby={props.describedBy}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (!open) props.onBlur?.();
        }}
        onClick={() => (open ? close() : setOpen(true))}
      >
        <span className="f-picker-words">
          {chosen.length === 0 ? (
            <span className="f-picker-none">{field.placeholder || t("field.choose")}</span>
          ) : several ? (
            chosen.map((each) => (
              <span key={each.key} className="f-tag">
                {each.label}
              </span>
            ))
          ) : (
            chosen[0]?.label
          )}
        </span>
        <Icon name="down" small />
      </button>
      {!open ? null : touch ? (
        <Sheet title={field.label} onClose={() => close()}>
          {list}
          {several ? (
            <button type="button" className="f-close" onClick={() => close()}>
              {t("picker.done", { count: chosen.length })}
            </button>
          ) : null}
        </Sheet>
      ) : (
        <Floating id={popup} anchor={box} onClose={() => close(false)} label={field.label} fitting>
          {list}
        </Floating>
      )}
    </div>
  );
}

interface PickerListProps extends PickerProps {
  name: string;
  /** The search line does not take the focus. */
  quiet: boolean;
  onTake: (key: string) => void;
  onLeave: () => void;
  onClear?: (() => void) | undefined;
}

/** Shown at once; more are found by typing. */
const MOST_SHOWN = 200;

function PickerList({
  items,
  typed,
  onTyped,
  chosen,
  several,
  most,
  name,
  quiet,
  ...props
}: PickerListProps) {
  const { t, loadPinyin } = useFieldEnvironment();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(() =>
    Math.max(0, items?.findIndex((each) => each.key === chosen[0]?.key) ?? 0),
  );
  const shown = items?.slice(0, MOST_SHOWN) ?? [];
  const place = Math.min(at, shown.length - 1);
  const full = several === true && most ? chosen.length >= most : false;
  const isChosen = (key: string) => chosen.some((each) => each.key === key);

  useEffect(() => {
    const element = input.current;
    // The keyboard of a phone would cover the list; it comes when the line is touched.
    if (quiet) return;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [quiet]);
  useEffect(() => {
    list.current?.querySelector(`[data-place="${place}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [place]);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const item = shown[place];
    if (step && shown.length > 0) setAt((place + step + shown.length) % shown.length);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing && item) {
      if (!full || isChosen(item.key)) props.onTake(item.key);
    } else if (event.key === "Escape") props.onLeave();
    else if (event.key === "Tab") {
      props.onLeave();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the search line, heard once for the whole list
    <div className="f-picker-panel" onKeyDown={onKeyDown}>
      <label className="f-picker-search">
        <Icon name="search" small />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={t("picker.search", { label: props.field.label })}
          aria-expanded
          aria-controls={name}
          aria-autocomplete="list"
          aria-activedescendant={place >= 0 ? `${name}-${place}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t(loadPinyin ? "picker.hint" : "picker.hint_initials")}
          value={typed}
          onChange={(event) => {
            setAt(0);
            onTyped(event.target.value);
          }}
        />
      </label>
      <div
        ref={list}
        id={name}
        role="listbox"
        aria-label={props.field.label}
        aria-multiselectable={several || undefined}
        tabIndex={-1}
      >
        {shown.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the search line
          // biome-ignore lint/a11y/useFocusableInteractive: the search line keeps the focus
          <div
            key={item.key}
            id={`${name}-${index}`}
            role="option"
            data-place={index}
            className={index === place ? "f-option f-option-at" : "f-option"}
            aria-selected={isChosen(item.key)}
            aria-disabled={(full && !isChosen(item.key)) || undefined}
            onPointerMove={() => setAt(index)}
            onClick={() => {
              if (!full || isChosen(item.key)) props.onTake(item.key);
            }}
          >
            <span className="f-option-words">
              <Marked text={item.label} part={typed} />
              {item.hint ? <small>{item.hint}</small> : null}
            </span>
            {isChosen(item.key) ? <Icon name="check" small /> : null}
          </div>
        ))}
      </div>
      <p className="f-picker-said" aria-live="polite">
        {items === null
          ? t("picker.looking")
          : items.length === 0
            ? t("picker.nothing")
            : items.length > MOST_SHOWN
              ? t("picker.more", { count: items.length - MOST_SHOWN })
              : full
                ? t("picker.full", { count: most ?? 0 })
                : ""}
      </p>
      {props.onClear ? (
        <button type="button" className="f-picker-clear" onClick={props.onClear}>
          {t("picker.clear")}
        </button>
      ) : null}
    </div>
  );
}

function Marked({ text, part }: { text: string; part: string }): ReactNode {
  const start = part.trim() ? text.toLowerCase().indexOf(part.trim().toLowerCase()) : -1;
  if (start < 0) return text;
  const end = start + part.trim().length;
  return (
    <>
      {text.slice(0, start)}
      <b>{text.slice(start, end)}</b>
      {text.slice(end)}
    </>
  );
}

/** Only letters can be sounds. */
const LETTER = /[a-z]/i;

/** The items that hold the typed text, sound like it or begin with its letters; full sounds once they are loaded. */
export function useMatching(items: readonly PickerItem[], typed: string): readonly PickerItem[] {
  const { loadPinyin } = useFieldEnvironment();
  const [sounds, setSounds] = useState<PinyinMatch | null>(null);
  const wanted = LETTER.test(typed) && sounds === null && items.some((each) => hasHan(each.label));
  useEffect(() => {
    if (!wanted || !loadPinyin) return;
    let gone = false;
    loadPinyin().then(
      (match) => {
        if (!gone) setSounds(() => match);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [wanted, loadPinyin]);
  if (!typed.trim()) return items;
  return items.filter(
    (each) =>
      holds(each.label, typed) ||
      (LETTER.test(typed) && Boolean(sounds?.(each.label, typed.trim()))),
  );
}
