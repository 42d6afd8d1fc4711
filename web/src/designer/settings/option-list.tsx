import { Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import type { Setting } from "../catalogue";
import { DragList, DragRow } from "../drag/list";
import { suggestKey } from "../pinyin";
import { type LocalText, textIn, withText } from "../texts";
import { exactText } from "./local-text-input";
import { linesOf, type Options, optionsFromLines } from "./option-lines";
import { ChoiceSelect } from "./selects";

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

/** Options in order: drag or Alt with arrows, Enter adds the next, pasted lines become options. */
export function OptionList(props: OptionListProps) {
  const { value, onChange, extra = [], isUsed } = props;
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const root = useRef<HTMLFieldSetElement>(null);
  const list = Object.entries(value);
  const other = language === "en" ? "zh-CN" : "en";
  const [bilingual, setBilingual] = useState(false);
  /** What is written where all options are one text, and the options it began with; null: they are a list. */
  const [lines, setLines] = useState<{ text: string; from: Options } | null>(null);

  function focusAt(place: number) {
    requestAnimationFrame(() => {
      const input = root.current?.querySelectorAll<HTMLInputElement>(".s-option-label")[place];
      input?.focus();
      input?.select();
    });
  }
  function add(place: number, labels: readonly string[] = [""]) {
    const next = [...list];
    let at = place;
    for (const each of labels) {
      const label = each || t("settings_panel.option_new", { number: next.length + 1 });
      const taken = (key: string) =>
        next.some(([known]) => known === key) || isUsed?.(key) === true;
      const key = suggestKey(label, taken, "option");
      const text: Record<string, string> = { [language]: label };
      for (const { name, choices } of extra) text[name] = String(choices[0]?.value ?? "");
      next.splice(at, 0, [key, text]);
      at += 1;
    }
    onChange(Object.fromEntries(next), t("settings_panel.option_add"));
    focusAt(at - 1);
  }
  function change(key: string, text: LocalText, merge: string) {
    const made = Object.fromEntries(
      list.map(([known, old]) => [known, known === key ? text : old]),
    );
    onChange(made, t("settings_panel.option_change", { name: textIn(text, language) }), merge);
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
  function write(text: string) {
    if (!lines) return;
    setLines({ ...lines, text });
    const labels = linesOf(text);
    if (labels.length === 0) return;
    const made = optionsFromLines(lines.from, labels, { language, extra, isUsed });
    onChange(made, t("settings_panel.option_lines"), "option.lines");
  }
  function paste(event: React.ClipboardEvent, place: number) {
    const lines = event.clipboardData
      .getData("text")
      .split(/[\r\n\t]+/)
      .map((each) => each.trim())
      .filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    add(place + 1, lines);
  }

  return (
    <fieldset className="s-options" ref={root} id={props.id} aria-label={props.label}>
      {lines === null ? null : (
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 4, maxRows: 16 }}
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
      <DragList onMove={move}>
        {(lines === null ? list : []).map(([key, text], place) => (
          <DragRow key={key} id={key} index={place} label={textIn(text, language)}>
            <div className="s-option-row">
              <Input
                className="s-option-label"
                size="small"
                aria-label={t("settings_panel.option_label", { number: place + 1 })}
                value={exactText(text, language)}
                placeholder={textIn(text, language)}
                maxLength={200}
                onChange={(event) => {
                  const next = withText(text, language, event.target.value);
                  change(key, next ?? { [language]: "" }, `option.${key}.${language}`);
                }}
                onPaste={(event) => paste(event, place)}
                onKeyDown={(event) => {
                  if (event.nativeEvent.isComposing) return;
                  if (event.key === "Enter") add(place + 1);
                  if (event.altKey && event.key === "ArrowUp") move(place, place - 1);
                  if (event.altKey && event.key === "ArrowDown") move(place, place + 1);
                  if (
                    event.key === "Backspace" &&
                    event.currentTarget.value === "" &&
                    list.length > 1
                  ) {
                    event.preventDefault();
                    remove(key);
                  }
                }}
              />
              {extra.map(({ name, title, choices }) => (
                <ChoiceSelect
                  key={name}
                  inline
                  label={title}
                  choices={choices.map((each) => ({
                    value: String(each.value),
                    label: each.label,
                  }))}
                  value={typeof text === "string" ? undefined : text[name]}
                  onChange={(chosen) => {
                    const whole = typeof text === "string" ? { "zh-CN": text } : text;
                    if (chosen) change(key, { ...whole, [name]: chosen }, "");
                  }}
                />
              ))}
              <button
                type="button"
                className="btn btn-plain btn-icon btn-small s-option-remove"
                aria-label={t("settings_panel.option_remove", { name: textIn(text, language) })}
                disabled={list.length <= 1}
                onClick={() => remove(key)}
              >
                <Icon name="x" size="s" />
              </button>
            </div>
            {bilingual ? (
              <div className="s-option-more">
                <Input
                  size="small"
                  aria-label={t("settings_panel.option_other", { name: textIn(text, language) })}
                  placeholder={t(`settings_panel.in_${other === "en" ? "english" : "chinese"}`)}
                  value={exactText(text, other)}
                  onChange={(event) =>
                    change(
                      key,
                      withText(text, other, event.target.value) ?? text,
                      `option.${key}.${other}`,
                    )
                  }
                />
              </div>
            ) : null}
          </DragRow>
        ))}
      </DragList>
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
