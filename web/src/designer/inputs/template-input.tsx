/** A text with places of the record: chips in the text, a list of what can be put in, one text per language. */
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Around, InputForm, LocalText } from "./model";
import { Slot } from "./slot";
import { pieces, textIn, variablesOf, withText } from "./template";
import { TemplateBox, type TemplateBoxHandle } from "./template-box";

const LANGUAGES = ["zh-CN", "en"] as const;
/** So many are offered beside the text; the rest are in the list behind. */
const OFFERED = 4;

const code = (language: string) => language.replace("-", "_").toLowerCase();

export interface TemplateInputProps {
  label: string;
  value: LocalText | undefined;
  onChange: (value: LocalText | undefined) => void;
  form: InputForm;
  around: Around;
  /** Several lines. */
  lines?: boolean;
  /** One text for all languages. */
  plain?: boolean;
  placeholder?: string;
  problem?: boolean;
  /** Said at the end of the insert list, such as the length of an SMS. */
  note?: string;
}

export function TemplateInput(props: TemplateInputProps) {
  const { t, i18n } = useTranslation();
  const own = i18n.language;
  const [language, setLanguage] = useState(own);
  const handle = useRef<TemplateBoxHandle>(null);
  const { value, onChange } = props;
  const variables = variablesOf(props.form, props.around, t);
  const several = typeof value === "object";
  const shown = several ? (value[language] ?? "") : language === own ? textIn(value, own) : "";
  const used = new Set(pieces(shown).flatMap((piece) => ("name" in piece ? [piece.name] : [])));
  const unused = variables.filter((each) => !used.has(each.key));

  return (
    <div className="di-text">
      <div className="di-text-box">
        <TemplateBox
          key={language}
          handle={handle}
          label={
            language === own
              ? props.label
              : t("inputs.template.in", {
                  label: props.label,
                  language: t(`inputs.language.${code(language)}`),
                })
          }
          value={shown}
          variables={variables}
          lines={props.lines ?? false}
          placeholder={shown === "" && several ? textIn(value, own) : (props.placeholder ?? "")}
          problem={props.problem ?? false}
          onChange={(text) => onChange(withText(value, language, text, own))}
        />
        {props.plain ? null : (
          // biome-ignore lint/a11y/useSemanticElements: two buttons, no fieldset
          <div className="di-languages" role="group" aria-label={t("inputs.language.label")}>
            {LANGUAGES.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === language}
                className={each === language ? "is-on" : ""}
                onClick={() => setLanguage(each)}
              >
                {t(`inputs.language.short_${code(each)}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="di-insert">
        {unused.length > 0 || variables.length > OFFERED ? (
          <span>{t("inputs.template.insert")}</span>
        ) : null}
        {unused.slice(0, OFFERED).map((each) => (
          <button
            key={each.key}
            type="button"
            className="di-variable"
            // The caret stays in the text.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => handle.current?.insert(each.key)}
          >
            {each.name}
          </button>
        ))}
        {variables.length > OFFERED ? (
          <Slot
            label={t("inputs.template.more")}
            text={t("inputs.template.more")}
            tone="link"
            choices={variables.map((each) => ({ key: each.key, label: each.name }))}
            chosen={[]}
            onChoose={([key]) => key && handle.current?.insert(key)}
          />
        ) : null}
        {props.note ? <span className="push">{props.note}</span> : null}
      </div>
    </div>
  );
}
