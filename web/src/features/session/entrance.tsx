import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/errors";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { useDark } from "../../app/theme";
import { Craft } from "./craft";
import "./entrance.css";

/** The page before the console: picture at the left, one form at the right, language and theme above. */
export function Entrance({
  onSubmit,
  children,
  stranger = false,
}: {
  onSubmit: () => void;
  children: ReactNode;
  /** Whether who stands here may have no account. */
  stranger?: boolean;
}) {
  const { t } = useTranslation();
  const { language, setLanguage, setTheme } = usePreferences();
  const dark = useDark();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    onSubmit();
    // What is missing may stand above the edge of a phone's screen.
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }
  return (
    <div className="entrance">
      <Craft />
      <main className="gate">
        <div className="gate-tools">
          <button
            type="button"
            lang={language === "zh-CN" ? "en" : "zh-CN"}
            onClick={() => setLanguage(language === "zh-CN" ? "en" : "zh-CN")}
          >
            <Icon name="globe" size="s" />
            {language === "zh-CN" ? "English" : "中文"}
          </button>
          <button type="button" onClick={() => setTheme(dark ? "light" : "dark")}>
            <Icon name={dark ? "sun" : "moon"} size="s" />
            {t(dark ? "theme.light" : "theme.dark")}
          </button>
        </div>
        <form onSubmit={submit} noValidate>
          {children}
        </form>
        <div className="gate-end">
          <span className="row">
            <Icon name="lock" size="s" />
            {t("session.kept_here")}
          </span>
          {stranger ? <span>{t("session.no_account")}</span> : null}
        </div>
      </main>
    </div>
  );
}

/** What went wrong, above the lines to fill in. */
export function GateProblem({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <p className="gate-problem" role="alert">
      {error instanceof ApiError && error.unreachable
        ? t("trouble.unreachable.title")
        : error.message || t("trouble.other.title")}
    </p>
  );
}

interface EntryProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  help?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  inputMode?: "text" | "url" | "numeric";
  list?: string[];
}

function Below({
  id,
  problem,
  help,
}: {
  id: string;
  problem?: string | undefined;
  help?: string | undefined;
}) {
  if (problem) {
    return (
      <p className="field-problem" id={id}>
        {problem}
      </p>
    );
  }
  return help ? (
    <p className="field-help" id={id}>
      {help}
    </p>
  ) : null;
}

/** One line to fill in at the entrance. */
export function Entry({ label, value, onChange, problem, help, list, ...rest }: EntryProps) {
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem || help ? `${id}-below` : undefined}
        list={list?.length ? `${id}-list` : undefined}
        spellCheck={false}
        autoCapitalize="none"
        {...rest}
      />
      {list?.length ? (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      ) : null}
      <Below id={`${id}-below`} problem={problem} help={help} />
    </div>
  );
}

/** A password with an eye to look at it. */
export function PasswordEntry({ label, value, onChange, problem, help, autoComplete }: EntryProps) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <span className="entry-row">
        <input
          id={id}
          type={open ? "text" : "password"}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete={autoComplete}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem || help ? `${id}-below` : undefined}
        />
        <button
          type="button"
          aria-label={t(open ? "session.hide_password" : "session.show_password")}
          aria-pressed={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="eye" />
        </button>
      </span>
      <Below id={`${id}-below`} problem={problem} help={help} />
    </div>
  );
}
