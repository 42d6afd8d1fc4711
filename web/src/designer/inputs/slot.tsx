/** A word of a sentence that can be changed: a button with a list behind it. */
import { Popover } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../app/icon";
import type { Choice } from "./choice";
import { ChoiceList } from "./choice-list";
import { someOf } from "./some-of";
import "./inputs.css";

export interface SlotProps {
  /** What the word is, for those who do not see the sentence. */
  label: string;
  choices: readonly Choice[];
  /** Keys of what is chosen. */
  chosen: readonly string[];
  onChoose: (keys: string[]) => void;
  /** Several may be chosen. */
  several?: boolean;
  /** The text of the button, where it is not what is chosen. */
  text?: ReactNode;
  placeholder?: string;
  /** `plain` for joining words, `link` for a way to add something. */
  tone?: "word" | "plain" | "link" | "icon";
  icon?: IconName;
  problem?: boolean;
  disabled?: boolean;
  /** Stands below the list. */
  footer?: ReactNode;
  /** Said when nothing can be chosen. */
  nothing?: string;
  joiner?: string;
}

export function Slot(props: SlotProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { choices, chosen, several, tone = "word" } = props;
  const labelOf = (key: string) => choices.find((each) => each.key === key)?.label ?? key;
  const empty = props.text === undefined && chosen.length === 0;
  const shown =
    props.text ?? (empty ? props.placeholder : someOf(chosen, labelOf, t, props.joiner));

  function close(back: boolean): void {
    setOpen(false);
    if (back) button.current?.focus();
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      classNames={{ root: "di-popover" }}
      content={
        <ChoiceList
          label={props.label}
          choices={choices}
          chosen={chosen}
          several={several ?? false}
          nothing={props.nothing}
          footer={props.footer}
          onChoose={(keys) => {
            props.onChoose(keys);
            if (!several) close(true);
          }}
          onClose={close}
        />
      }
    >
      <button
        ref={button}
        type="button"
        className={`di-slot is-${tone}${empty ? " is-empty" : ""}${props.problem ? " has-problem" : ""}`}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={
          typeof shown !== "string" || shown === "" || shown === props.label
            ? props.label
            : `${props.label}${t("list.colon")}${shown}`
        }
        disabled={props.disabled}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" && !open) {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        {props.icon ? <Icon name={props.icon} size="s" /> : null}
        {tone === "icon" ? null : <span className="di-slot-text">{shown}</span>}
        {tone === "link" || tone === "icon" ? null : <Icon name="down" size="s" />}
      </button>
    </Popover>
  );
}
