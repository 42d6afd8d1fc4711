import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/types";
import { Icon } from "../../app/icon";

/** A filter chip in words: 「紧急程度 紧急、非常紧急」; opens the options to tick. */
export function OptionFilter({
  field,
  chosen,
  onChange,
}: {
  field: Field;
  chosen: string[];
  onChange: (keys: string[]) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const words = (field.options ?? [])
    .filter((option) => chosen.includes(option.key))
    .map((option) => option.label);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <fieldset className="filter-options">
          <legend className="unseen">{field.label}</legend>
          {(field.options ?? []).map((option) => (
            <label key={option.key} className="tick">
              <input
                type="checkbox"
                checked={chosen.includes(option.key)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...chosen, option.key]
                      : chosen.filter((key) => key !== option.key),
                  )
                }
              />
              {option.label}
            </label>
          ))}
        </fieldset>
      }
    >
      <button
        type="button"
        className={chosen.length ? "filter is-on" : "filter"}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        <span>{field.label}</span>
        <b>{words.length ? words.join(t("records.or")) : t("records.any")}</b>
        <Icon name="down" size="s" />
      </button>
    </Popover>
  );
}
