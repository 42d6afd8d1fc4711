import { Input, InputNumber } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { keepSecondPress } from "../../app/one-press";
import { usePreferences } from "../../app/preferences";
import type { Path } from "../../designer/document";
import { suggestKey } from "../../designer/pinyin";
import { useProblemsAt } from "../../designer/session";
import { ChoiceSelect } from "../../designer/settings";
import { textIn, withText } from "../../designer/texts";
import {
  AMOUNTS,
  type Amount,
  addLevel,
  amountOf,
  type ClockName,
  isLevelTaken,
  LEVEL_COLORS,
  type Level,
  type Levels,
  MOST_LEVELS,
  withAmount,
} from "./policies";

interface LevelsProps {
  levels: Levels | undefined;
  clock: ClockName;
  /** Where the levels stand in the form. */
  at: Path;
  /** Undefined: none is left. `merge` joins what is typed into one level. */
  onChange: (levels: Levels | undefined, label: string, merge?: string) => void;
}

/** The levels of one clock, each with its color, its name and when it is reached; Enter adds the next. */
export function PolicyLevels({ levels = {}, clock, at, onChange }: LevelsProps) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const list = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const own = Object.entries(levels).filter(([, level]) => level.clock === clock);
  const full = Object.keys(levels).length >= MOST_LEVELS;

  function focusAt(place: number) {
    requestAnimationFrame(() => {
      const names = list.current?.querySelectorAll<HTMLInputElement>("input.fd-level-name");
      const name = names?.[Math.max(place, 0)];
      if (name) {
        name.focus();
        name.select();
      } else add.current?.focus();
    });
  }
  function append() {
    if (full) return;
    const name = t("form_service.level_new", { n: own.length + 1 });
    const key = suggestKey(name, (each) => isLevelTaken(levels, each), "level");
    onChange(addLevel(levels, clock, { [language]: name }, key), t("form_service.did_level_add"));
    focusAt(own.length);
  }
  function remove(key: string, place: number) {
    const { [key]: gone, ...rest } = levels;
    const name = textIn(gone?.name, language) || key;
    const label = t("form_service.did_level_remove", { name });
    onChange(Object.keys(rest).length > 0 ? rest : undefined, label);
    focusAt(Math.min(place, own.length - 2));
  }
  return (
    <div ref={list} className="fd-levels">
      {own.map(([key, level], place) => (
        <LevelRow
          key={key}
          at={[...at, key]}
          level={level}
          onChange={(next, part) =>
            onChange(
              { ...levels, [key]: next },
              t("form_service.did_level_change", { name: textIn(next.name, language) || key }),
              `level.${at.join(".")}.${key}.${part}`,
            )
          }
          onRemove={() => remove(key, place)}
          onEnter={append}
        />
      ))}
      <button
        ref={add}
        type="button"
        className="btn btn-plain btn-small fd-level-add"
        disabled={full}
        onClick={() => {
          // The new level stands where this button was.
          keepSecondPress();
          append();
        }}
      >
        <Icon name="plus" size="s" />
        {t("form_service.level_add")}
      </button>
    </div>
  );
}

interface RowProps {
  at: Path;
  level: Level;
  onChange: (level: Level, part: string) => void;
  onRemove: () => void;
  onEnter: () => void;
}

function LevelRow({ at, level, onChange, onRemove, onEnter }: RowProps) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const problems = useProblemsAt(at);
  /** The unit stays while there is no amount. */
  const [chosen, setChosen] = useState<Amount>("percent");
  const unit = amountOf(level) ?? chosen;
  const name = textIn(level.name, language);
  return (
    <div className={`fd-level level-${level.color}`}>
      <ChoiceSelect
        label={t("form_service.level_color", { name })}
        value={level.color}
        choices={LEVEL_COLORS.map((each) => ({
          value: each,
          label: t(`form_service.colors.${each}`),
        }))}
        onChange={(color) =>
          color && onChange({ ...level, color: color as Level["color"] }, "color")
        }
      />
      <Input
        className="fd-level-name"
        aria-label={t("form_service.level_name")}
        value={name}
        maxLength={200}
        onChange={(event) =>
          onChange(
            {
              ...level,
              name: withText(level.name, language, event.target.value) ?? { [language]: "" },
            },
            "name",
          )
        }
        onKeyDown={(event) => {
          // A key that is held is meant for this level alone.
          if (event.nativeEvent.isComposing || event.repeat) return;
          if (event.key === "Enter") onEnter();
          if (event.key === "Backspace" && event.currentTarget.value === "") {
            event.preventDefault();
            onRemove();
          }
        }}
      />
      <button
        type="button"
        className="btn btn-plain btn-icon btn-small"
        aria-label={t("form_service.level_remove", { name })}
        onClick={onRemove}
      >
        <Icon name="x" size="s" />
      </button>
      <span className="fd-level-when">{t("form_service.level_after")}</span>
      <div className="fd-level-at">
        <InputNumber
          aria-label={t("form_service.level_amount", { name })}
          min={0}
          max={unit === "percent" ? 1000 : 100_000}
          value={level[unit] ?? null}
          onChange={(amount) => {
            setChosen(unit);
            onChange(withAmount(level, unit, amount), "amount");
          }}
        />
        <ChoiceSelect
          label={t("form_service.level_unit", { name })}
          value={unit}
          choices={AMOUNTS.map((each) => ({
            value: each,
            label: each === "percent" ? t("form_service.percent") : t(`form_design.unit_${each}`),
          }))}
          onChange={(next) => {
            if (!next) return;
            setChosen(next as Amount);
            onChange(withAmount(level, next as Amount, level[unit] ?? null), "unit");
          }}
        />
      </div>
      {problems.map((each, place) => (
        <p key={`${place} ${each.code}`} className="s-wrong" role="alert">
          {each.message}
        </p>
      ))}
    </div>
  );
}
