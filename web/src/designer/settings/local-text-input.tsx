import { Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { type LocalText, textIn, withText } from "../texts";

const TEXT_LANGUAGES = ["zh-CN", "en"] as const;

/** What one language has of the text itself, without falling back to another one. */
export function exactText(text: LocalText | undefined, language: string): string {
  if (text === undefined || text === null) return "";
  if (typeof text === "string") return language === "zh-CN" ? text : "";
  return text[language] ?? "";
}

export interface LocalTextInputProps {
  value: LocalText | undefined;
  /** Undefined: nothing is left. */
  onChange: (value: LocalText | undefined) => void;
  id?: string;
  label?: string;
  placeholder?: string;
  lines?: number;
  autoFocus?: boolean;
  disabled?: boolean;
  onEnter?: () => void;
  /** Without the button 中 / 英, where a list shows all languages at once. */
  plain?: boolean;
  onBlur?: () => void;
}

/** A text in the builder's language; 中 / 英 opens the other one. */
export function LocalTextInput(props: LocalTextInputProps) {
  const { value, onChange, lines, plain } = props;
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const other = TEXT_LANGUAGES.find((each) => each !== language) ?? "en";
  const own = exactText(value, language);
  const foreign = exactText(value, other);
  const [open, setOpen] = useState(false);
  const made = useId();
  const id = props.id ?? made;
  const change = (which: string) => (event: { target: { value: string } }) =>
    onChange(withText(value, which, event.target.value));
  const shared = {
    disabled: props.disabled,
    maxLength: 2000,
    onBlur: props.onBlur,
    onPressEnter: (event: React.KeyboardEvent) => {
      if (lines || event.nativeEvent.isComposing) return;
      props.onEnter?.();
    },
  };
  const placeholder = own === "" && foreign !== "" ? textIn(value, language) : props.placeholder;
  const toggle = plain ? null : (
    <button
      type="button"
      className={open ? "s-languages is-on" : "s-languages"}
      aria-expanded={open}
      title={t("settings_panel.other_language")}
      onClick={() => setOpen(!open)}
    >
      {t("settings_panel.languages")}
    </button>
  );
  return (
    <div className="s-local">
      {lines ? (
        <div className="s-area">
          <Input.TextArea
            {...shared}
            id={id}
            aria-label={props.label}
            autoSize={{ minRows: lines, maxRows: 8 }}
            value={own}
            placeholder={placeholder}
            onChange={change(language)}
          />
          {toggle}
        </div>
      ) : (
        <Input
          {...shared}
          id={id}
          aria-label={props.label}
          autoFocus={props.autoFocus}
          value={own}
          placeholder={placeholder}
          suffix={toggle ?? undefined}
          onChange={change(language)}
        />
      )}
      {open ? (
        <Input
          disabled={props.disabled}
          maxLength={2000}
          aria-label={t(`settings_panel.in_${other === "en" ? "english" : "chinese"}`)}
          placeholder={t(`settings_panel.in_${other === "en" ? "english" : "chinese"}`)}
          value={foreign}
          onChange={change(other)}
          onBlur={props.onBlur}
        />
      ) : null}
    </div>
  );
}
