import { Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { useRowWindow } from "../../app/row-window";
import type { Setting } from "../catalogue";
import { DragList } from "../drag/list";
import { matchesText } from "../pinyin";
import { type LocalText, textIn } from "../texts";
import { linesOf, newOption, type Options, optionsFromLines } from "./option-lines";
import { type OptionActs, OptionRow } from "./option-row";

export type { Options };

type Extra = NonNullable<Setting["extra"]>;

export interface OptionListProps {
  value: Options;
  /** `merge` joins what is typed into one option. */
  onChange: (value: Options, label: string, merge?: string) => void;
  /** What options say beside their label, as the category of a state. */
  extra?: Extra;
  /** Keys that were published: such an option can go, its key cannot be given away. */
  isUsed?: (key: string) => boolean;
  id?: string;
  label?: string;
}

/** From so many options on the list scrolls by itself, is searched, and draws only the rows that are seen. */
const LONG = 60;
/** Pixels of a row of a long list, in one language and in both; as in settings.css. */
const HEIGHT = 32;
const HEIGHT_BOTH = 60;
/** Pictures that a row may need until it is drawn and can be typed into. */
const PATIENCE = 10;
const NO_EXTRA: Extra = [];

/** Options in order: drag or Alt with arrows, Enter adds the next, pasted lines become options. */
export function OptionList(props: OptionListProps) {
  const { value, onChange, extra = NO_EXTRA, isUsed } = props;
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const list = Object.entries(value);
  const [bilingual, setBilingual] = useState(false);
  /** What is searched for, and the options that were found when it was typed: none goes while its name is changed. */
  const [search, setSearch] = useState<{ text: string; found: ReadonlySet<string> } | null>(null);
  /** What is written where all options are one text, and the options it began with; null: they are a list. */
  const [lines, setLines] = useState<{ text: string; from: Options } | null>(null);

  const long = list.length >= LONG;
  const height = bilingual ? HEIGHT_BOTH : HEIGHT;
  const places = list.map(([key, text], place) => ({ key, text, place }));
  const shown = long && search ? places.filter(({ key }) => search.found.has(key)) : places;
  const seen = useRowWindow(frame, rows, shown.length, height);
  const { first, end } = long ? seen : { first: 0, end: shown.length };
  const drawn = {
    first,
    above: first * height,
    below: (shown.length - Math.min(end, shown.length)) * height,
  };

  function focusAt(place: number, left = PATIENCE) {
    requestAnimationFrame(() => {
      const scroller = frame.current;
      const input = scroller?.querySelector<HTMLInputElement>(`[data-place="${place}"]`);
      if (input) {
        input.focus();
        input.select();
      } else if (scroller && left > 0) {
        scroller.scrollTop = place * height - scroller.clientHeight / 2;
        focusAt(place, left - 1);
      }
    });
  }
  function add(place: number, labels: readonly string[] = [""]) {
    const taken = new Set(list.map(([key]) => key));
    const made = labels.map((each, at) => {
      const label = each || t("settings_panel.option_new", { number: list.length + at + 1 });
      const option = newOption(label, taken, { language, extra, isUsed });
      taken.add(option[0]);
      return option;
    });
    const next = [...list.slice(0, place), ...made, ...list.slice(place)];
    setSearch(null);
    onChange(Object.fromEntries(next), t("settings_panel.option_add"));
    focusAt(place + made.length - 1);
  }
  function change(key: string, text: LocalText, merge: string) {
    const name = textIn(text, language);
    onChange({ ...value, [key]: text }, t("settings_panel.option_change", { name }), merge);
  }
  function remove(key: string) {
    const place = list.findIndex(([known]) => known === key);
    onChange(
      Object.fromEntries(list.filter(([known]) => known !== key)),
      t("settings_panel.option_remove", { name: textIn(value[key], language) }),
    );
    focusAt(Math.min(place, list.length - 2));
  }
  function move(from: number, to: number) {
    if (to < 0 || to >= list.length || from === to) return;
    const next = [...list];
    const [moved] = next.splice(from, 1);
    if (!moved) return;
    next.splice(to, 0, moved);
    onChange(
      Object.fromEntries(next),
      t("settings_panel.option_move", { name: textIn(moved[1], language) }),
    );
    focusAt(to);
  }
  /** Of what is found one is dragged to the place of another. */
  function moveShown(from: number, to: number) {
    const [source, target] = [shown[from], shown[to]];
    if (source && target) move(source.place, target.place);
  }
  function write(text: string) {
    if (!lines) return;
    setLines({ ...lines, text });
    const labels = linesOf(text);
    if (labels.length === 0) return;
    const made = optionsFromLines(lines.from, labels, { language, extra, isUsed });
    onChange(made, t("settings_panel.option_lines"), "option.lines");
  }
  function paste(event: React.ClipboardEvent, place: number) {
    const pasted = event.clipboardData
      .getData("text")
      .split(/[\r\n\t]+/)
      .map((each) => each.trim())
      .filter(Boolean);
    if (pasted.length < 2) return;
    event.preventDefault();
    add(place + 1, pasted);
  }
  function find(text: string) {
    if (frame.current) frame.current.scrollTop = 0;
    if (!text.trim())
      return setSearch(text ? { text, found: new Set(list.map(([key]) => key)) } : null);
    const named = (option: LocalText) =>
      typeof option === "string" ? [option] : [option["zh-CN"] ?? "", option.en ?? ""];
    const found = list.filter(([, option]) =>
      named(option).some((each) => matchesText(each, text)),
    );
    setSearch({ text, found: new Set(found.map(([key]) => key)) });
  }
  const acts = useRef<OptionActs>(null as unknown as OptionActs);
  acts.current = {
    change,
    remove,
    move,
    last: () => list.length - 1,
    addAfter: (place) => add(place + 1),
    paste,
  };

  return (
    <fieldset className="s-options" id={props.id} aria-label={props.label}>
      {lines === null ? null : (
        <Input.TextArea
          autoFocus
          autoSize={long ? false : { minRows: 4, maxRows: 16 }}
          rows={16}
          aria-label={t("settings_panel.option_lines")}
          placeholder={t("settings_panel.option_lines_help")}
          value={lines.text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const done = event.key === "Enter" && (event.ctrlKey || event.metaKey);
            if (event.key === "Escape" || done) setLines(null);
          }}
        />
      )}
      {long && lines === null ? (
        <Input
          size="small"
          type="search"
          className="s-options-search"
          prefix={<Icon name="search" size="s" />}
          aria-label={t("settings_panel.option_search", { n: list.length })}
          placeholder={t("settings_panel.option_search", { n: list.length })}
          value={search?.text ?? ""}
          onChange={(event) => find(event.target.value)}
        />
      ) : null}
      <div
        ref={frame}
        className={["s-options-rows", long && "is-long", bilingual && "is-both"]
          .filter(Boolean)
          .join(" ")}
        hidden={lines !== null}
      >
        <DragList onMove={moveShown} drawn={drawn} ref={rows}>
          {(lines === null ? shown.slice(first, end) : []).map(({ key, text, place }, at) => (
            <OptionRow
              key={key}
              name={key}
              text={text}
              index={first + at}
              place={place}
              language={language}
              bilingual={bilingual}
              only={list.length <= 1}
              extra={extra}
              acts={acts}
            />
          ))}
        </DragList>
        {shown.length === 0 ? (
          <p className="s-options-none">{t("settings_panel.option_none")}</p>
        ) : null}
      </div>
      <div className="s-options-foot">
        <button type="button" className="s-add" onClick={() => add(list.length)}>
          <Icon name="plus" size="s" />
          {t("settings_panel.option_add")}
        </button>
        <button
          type="button"
          className="s-add"
          aria-pressed={lines !== null}
          onClick={() =>
            setLines(
              lines
                ? null
                : {
                    text: list.map(([, text]) => textIn(text, language)).join("\n"),
                    from: value,
                  },
            )
          }
        >
          <Icon name="edit" size="s" />
          {t("settings_panel.option_lines")}
        </button>
        <button
          type="button"
          className={bilingual ? "s-languages is-on" : "s-languages"}
          aria-pressed={bilingual}
          title={t("settings_panel.other_language")}
          onClick={() => setBilingual(!bilingual)}
        >
          {t("settings_panel.languages")}
        </button>
      </div>
    </fieldset>
  );
}
