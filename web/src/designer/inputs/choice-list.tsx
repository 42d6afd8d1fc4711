import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { keepSecondPress } from "../../app/one-press";
import type { Choice } from "./choice";
import { isMeant } from "./matching";

/** From so many choices on there is a box to search them. */
const SEARCHED_FROM = 8;
/** Drawn at once; more are found by typing. */
const MOST_DRAWN = 200;
/** Of those that were chosen and stand beyond, so many are drawn above the others. */
const MOST_ABOVE = 50;

export interface ChoiceListProps {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  several: boolean;
  nothing: string | undefined;
  footer: ReactNode;
  onChoose: (keys: string[]) => void;
  /** `back`: the focus returns to where it was. */
  onClose: (back: boolean) => void;
}

/** The list of a slot: arrows, letters, Enter; a box to search when it is long. */
export function ChoiceList(props: ChoiceListProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState("");
  const { choices } = props;
  const meant = useMemo(
    () =>
      choices.filter((each) =>
        isMeant(typed, each.label, each.hint, each.key, ...(each.keywords ?? [])),
      ),
    [choices, typed],
  );
  const found = useDrawn(meant, props.chosen);
  const first = found.findIndex((each) => props.chosen.includes(each.key));
  const [marked, setMarked] = useState(Math.max(first, 0));
  const place = Math.min(marked, found.length - 1);
  const searched = props.choices.length >= SEARCHED_FROM;
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // After the popover has been placed; focusing earlier would scroll the page.
    const frame = requestAnimationFrame(() =>
      (box.current ?? list.current)?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    const option = list.current?.querySelector(`[data-place="${place}"]`);
    option?.scrollIntoView?.({ block: "nearest" });
  }, [place]);

  function choose(choice: Choice | undefined): void {
    if (choice === undefined) return;
    const { chosen, several } = props;
    const has = chosen.includes(choice.key);
    if (!several) props.onChoose([choice.key]);
    else props.onChoose(has ? chosen.filter((key) => key !== choice.key) : [...chosen, choice.key]);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const move = (to: number) => {
      event.preventDefault();
      setMarked(Math.min(Math.max(to, 0), found.length - 1));
    };
    event.stopPropagation();
    if (event.key === "ArrowDown") move(place + 1);
    else if (event.key === "ArrowUp") move(place - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(found.length - 1);
    else if (event.key === "Enter" || (event.key === " " && event.target !== box.current)) {
      event.preventDefault();
      choose(found[place]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      props.onClose(true);
    } else if (event.key === "Tab") props.onClose(true);
    else if (event.key.length === 1 && event.target === list.current) {
      const key = event.key.toLowerCase();
      const next = found.findIndex((each) => each.label.toLowerCase().startsWith(key));
      if (next >= 0) move(next);
    }
  }

  const active = found[place] ? `${id}-${place}` : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the box and the list are handled in one place
    <div className="di-list" onKeyDown={onKeyDown}>
      {searched ? (
        <input
          ref={box}
          className="di-search"
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={active}
          aria-label={t("inputs.search")}
          placeholder={t("inputs.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setMarked(0);
          }}
        />
      ) : null}
      <div
        ref={list}
        id={id}
        role="listbox"
        tabIndex={searched ? -1 : 0}
        aria-label={props.label}
        aria-multiselectable={props.several || undefined}
        aria-activedescendant={searched ? undefined : active}
        className="di-options"
      >
        {found.map((each, index) => {
          const chosen = props.chosen.includes(each.key);
          const heading = each.group !== found[index - 1]?.group ? each.group : undefined;
          return (
            <div key={each.key} role="presentation">
              {heading ? (
                <p className="di-heading" role="presentation">
                  {heading}
                </p>
              ) : null}
              {/* biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names the active option */}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the list */}
              <div
                id={`${id}-${index}`}
                data-place={index}
                role="option"
                aria-selected={chosen}
                className={`di-option${index === place ? " is-active" : ""}${chosen ? " is-chosen" : ""}`}
                onMouseMove={() => setMarked(index)}
                onClick={() => {
                  choose(each);
                  if (!props.several) keepSecondPress();
                }}
              >
                {each.icon ? <Icon name={each.icon} /> : null}
                <span className="clip">{each.label}</span>
                {each.hint ? <span className="di-hint clip">{each.hint}</span> : null}
                {chosen ? <Icon name="check" size="s" className="push" /> : null}
              </div>
            </div>
          );
        })}
        {meant.length > found.length ? (
          <p className="di-nothing">
            {t("inputs.more_choices", { n: meant.length - found.length })}
          </p>
        ) : null}
        {found.length === 0 ? (
          <p className="di-nothing">
            {props.choices.length === 0
              ? (props.nothing ?? t("inputs.nothing"))
              : t("inputs.not_found")}
          </p>
        ) : null}
      </div>
      {props.footer ? <div className="di-footer">{props.footer}</div> : null}
    </div>
  );
}

/** The first of many, and above them what was chosen when the list was opened and stands beyond. */
function useDrawn(meant: readonly Choice[], chosen: readonly string[]): readonly Choice[] {
  const [above] = useState(chosen);
  if (meant.length <= MOST_DRAWN) return meant;
  const were = new Set(above);
  const beyond = meant
    .slice(MOST_DRAWN)
    .filter((each) => were.has(each.key))
    .slice(0, MOST_ABOVE);
  return [...beyond, ...meant.slice(0, MOST_DRAWN)];
}
