import { type ReactNode, useEffect } from "react";
import type { Language } from "../../fields";
import { Icon } from "../../ui/icon";
import { LANGUAGE_NAMES } from "./language";
import { useTexts } from "./texts";
import { useOnTrial } from "./trial";

export interface ShellProps {
  company: string;
  /** Title of the browser's tab. */
  title: string;
  offered: readonly Language[];
  /** Stands between the company and the language. */
  aside?: ReactNode;
  children: ReactNode;
}

/** Head and column that all public pages share. */
export function Shell({ company, title, offered, aside, children }: ShellProps) {
  const { language, setLanguage, t } = useTexts();
  const onTrial = useOnTrial();

  useEffect(() => {
    document.title = [title, company].filter(Boolean).join(" · ");
  }, [title, company]);

  const page = (
    <div className="p-page">
      <header className="p-top">
        <span className="p-mark">
          <Icon name="headset" />
        </span>
        <b>{company || t("brand")}</b>
        <span className="p-aside">{aside}</span>
        {offered.length > 1 ? (
          <label className="p-language">
            <Icon name="globe" small />
            <span aria-hidden="true">{LANGUAGE_NAMES[language]}</span>
            <Icon name="down" small />
            <select
              aria-label={t("language")}
              value={language}
              onChange={(event) => {
                const chosen = offered.find((one) => one === event.target.value);
                if (chosen) setLanguage(chosen);
              }}
            >
              {offered.map((one) => (
                <option key={one} value={one} lang={one}>
                  {LANGUAGE_NAMES[one]}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </header>
      <main className="p-main">{children}</main>
    </div>
  );
  if (!onTrial) return page;
  return (
    <>
      <aside className="p-trial" aria-label={t("trial.label")}>
        <span>{t("trial.say")}</span>
        <a href="/trial/leave">{t("trial.leave")}</a>
      </aside>
      {page}
    </>
  );
}
