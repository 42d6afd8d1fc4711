import { useTranslation } from "react-i18next";
import { type Answers, DAYS, type Hours } from "./answers";

/** Every half hour of the day. */
const TIMES = Array.from(
  { length: 48 },
  (_, half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`,
);

/** When people work: days, from when to when, lunch, holidays. */
export function HoursStep({
  answers,
  onChange,
}: {
  answers: Answers;
  onChange: (answers: Answers) => void;
}) {
  const { t } = useTranslation();
  const hours = answers.hours as Hours;
  const set = (changed: Partial<Hours>) =>
    onChange({ ...answers, hours: { ...hours, ...changed } });
  return (
    <div className="first-hours">
      <label className="first-line">
        <input
          type="checkbox"
          checked={hours.always}
          onChange={(event) => set({ always: event.target.checked })}
        />
        <span>
          <b>{t("welcome.hours.always")}</b>
          <small>{t("welcome.hours.always_text")}</small>
        </span>
      </label>
      {hours.always ? null : (
        <>
          <fieldset>
            <legend>{t("welcome.hours.days")}</legend>
            <span className="first-pills">
              {DAYS.map((days) => (
                <label key={days} className={hours.days === days ? "is-on" : undefined}>
                  <input
                    type="radio"
                    name="first-days"
                    checked={hours.days === days}
                    onChange={() => set({ days })}
                  />
                  {t(`welcome.days.${days.replace("-", "_")}`)}
                </label>
              ))}
            </span>
          </fieldset>
          <div className="first-times">
            <label>
              {t("welcome.hours.from")}
              <select
                className="field-box"
                value={hours.start}
                onChange={(event) => set({ start: event.target.value })}
              >
                {TIMES.map((time) => (
                  <option key={time}>{time}</option>
                ))}
              </select>
            </label>
            <label>
              {t("welcome.hours.to")}
              <select
                className="field-box"
                value={hours.end}
                onChange={(event) => set({ end: event.target.value })}
              >
                {TIMES.map((time) => (
                  <option key={time}>{time}</option>
                ))}
              </select>
            </label>
          </div>
          {hours.start >= hours.end ? (
            <p className="first-problem" role="alert">
              {t("welcome.hours.reversed")}
            </p>
          ) : null}
          <label className="first-line">
            <input
              type="checkbox"
              checked={hours.lunch}
              onChange={(event) => set({ lunch: event.target.checked })}
            />
            <span>
              <b>{t("welcome.hours.lunch")}</b>
              <small>{t("welcome.hours.lunch_text")}</small>
            </span>
          </label>
          <label className="first-line">
            <input
              type="checkbox"
              checked={hours.holidays}
              onChange={(event) => set({ holidays: event.target.checked })}
            />
            <span>
              <b>{t("welcome.hours.holidays")}</b>
              <small>{t("welcome.hours.holidays_text")}</small>
            </span>
          </label>
        </>
      )}
    </div>
  );
}
