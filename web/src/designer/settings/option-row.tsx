import { Input } from "antd";
import { memo, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import type { Setting } from "../catalogue";
import { DragRow } from "../drag/list";
import { type LocalText, textIn, withText } from "../texts";
import { exactText } from "./local-text-input";
import { ChoiceSelect } from "./selects";

/** What a row asks of its list; stays the same object, so that only the row that is typed in is drawn anew. */
export interface OptionActs {
  change: (key: string, text: LocalText, merge: string) => void;
  remove: (key: string) => void;
  move: (from: number, to: number) => void;
  last: () => number;
  addAfter: (place: number) => void;
  paste: (event: React.ClipboardEvent, place: number) => void;
}

export interface OptionRowProps {
  /** Key of the option. */
  name: string;
  text: LocalText;
  /** Among all options. */
  place: number;
  /** Among those that are shown. */
  index: number;
  language: string;
  bilingual: boolean;
  /** The only option stays. */
  only: boolean;
  extra: NonNullable<Setting["extra"]>;
  acts: RefObject<OptionActs>;
}

/** One option: its label, what else it says, its label in the other language where both are shown. */
export const OptionRow = memo(function OptionRow(props: OptionRowProps) {
  const { t } = useTranslation();
  const { name: key, text, place, language, acts, only } = props;
  const other = language === "en" ? "zh-CN" : "en";
  const name = textIn(text, language);

  function press(event: React.KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const { addAfter, move, last, remove } = acts.current;
    // A key that is held empties this label, or ends it; the rows beside it are not meant.
    if (event.key === "Enter" && !event.repeat) addAfter(place);
    const target = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last() }[event.key];
    if (event.altKey && target !== undefined) {
      event.preventDefault();
      move(place, target);
    }
    if (event.key === "Backspace" && event.currentTarget.value === "" && !only && !event.repeat) {
      event.preventDefault();
      remove(key);
    }
  }
  return (
    <DragRow id={key} index={props.index} label={name}>
      <div className="s-option-row">
        <Input
          className="s-option-label"
          data-place={place}
          size="small"
          aria-label={t("settings_panel.option_label", { number: place + 1 })}
          value={exactText(text, language)}
          placeholder={name}
          maxLength={200}
          onChange={(event) => {
            const next = withText(text, language, event.target.value);
            acts.current.change(key, next ?? { [language]: "" }, `option.${key}.${language}`);
          }}
          onPaste={(event) => acts.current.paste(event, place)}
          onKeyDown={press}
        />
        {props.extra.map(({ name: more, title, choices }) => (
          <ChoiceSelect
            key={more}
            inline
            label={title}
            choices={choices.map((each) => ({ value: String(each.value), label: each.label }))}
            value={typeof text === "string" ? undefined : text[more]}
            onChange={(chosen) => {
              const whole = typeof text === "string" ? { "zh-CN": text } : text;
              if (chosen) acts.current.change(key, { ...whole, [more]: chosen }, "");
            }}
          />
        ))}
        <button
          type="button"
          className="btn btn-plain btn-icon btn-small s-option-remove"
          aria-label={t("settings_panel.option_remove", { name })}
          disabled={only}
          onClick={() => acts.current.remove(key)}
        >
          <Icon name="x" size="s" />
        </button>
      </div>
      {props.bilingual ? (
        <div className="s-option-more">
          <Input
            size="small"
            aria-label={t("settings_panel.option_other", { name })}
            placeholder={t(`settings_panel.in_${other === "en" ? "english" : "chinese"}`)}
            value={exactText(text, other)}
            onChange={(event) => {
              const next = withText(text, other, event.target.value) ?? text;
              acts.current.change(key, next, `option.${key}.${other}`);
            }}
          />
        </div>
      ) : null}
    </DragRow>
  );
});
