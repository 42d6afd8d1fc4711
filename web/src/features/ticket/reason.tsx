import { useTranslation } from "react-i18next";

export interface ReasonProps {
  label: string;
  value: string;
  onChange: (reason: string) => void;
  /** Sentences that are given often, to be taken with a click. */
  usual: readonly string[];
  /** Was asked for and is not there. */
  missing: boolean;
  autoFocus?: boolean;
}

/** Why somebody opens or destroys what is sensitive; it stands in the audit. */
export function Reason({ label, value, onChange, usual, missing, autoFocus }: ReasonProps) {
  const { t } = useTranslation();
  return (
    <>
      <label className={missing ? "field has-problem" : "field"}>
        <span className="field-label">{label}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: only where a dialog is opened to type into
          autoFocus={autoFocus}
          className="field-box"
          value={value}
          maxLength={500}
          aria-required
          aria-invalid={missing ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {missing ? <span className="field-problem">{t("sensitive.reason_missing")}</span> : null}
      </label>
      <div className="sensitive-usual">
        {usual.map((each) => (
          <button
            key={each}
            type="button"
            className={value === each ? "btn btn-small is-on" : "btn btn-small"}
            aria-pressed={value === each}
            onClick={() => onChange(each)}
          >
            {each}
          </button>
        ))}
      </div>
    </>
  );
}
