import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { QuietHours } from "../../api/types";

const NIGHT: QuietHours = { from: "22:00", to: "08:00" };

/** Quiet hours: whether there are any, and from when until when. */
export function QuietFields({
  value,
  onChange,
  label,
  help,
}: {
  value: QuietHours | null;
  onChange: (value: QuietHours | null) => void;
  label: string;
  help?: string;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="quiet-hours">
      <legend className="unseen">{label}</legend>
      <label className="tick">
        <input
          type="checkbox"
          checked={value !== null}
          onChange={(event) => onChange(event.target.checked ? NIGHT : null)}
        />
        {label}
      </label>
      {value ? (
        <div className="quiet-times">
          <label htmlFor={`${id}-from`}>{t("notifications.from")}</label>
          <input
            id={`${id}-from`}
            className="field-box"
            type="time"
            required
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.target.value })}
          />
          <label htmlFor={`${id}-to`}>{t("notifications.to")}</label>
          <input
            id={`${id}-to`}
            className="field-box"
            type="time"
            required
            value={value.to}
            onChange={(event) => onChange({ ...value, to: event.target.value })}
          />
        </div>
      ) : null}
      {help ? <span className="field-help">{help}</span> : null}
    </fieldset>
  );
}
