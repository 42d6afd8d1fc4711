import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../../app/page-title";
import { Entrance, Entry, GateProblem } from "./entrance";
import "./account.css";

/** The code of the authenticator app, or a recovery code, after the password. */
export function SecondStep({
  code,
  onCode,
  error,
  pending,
  onSubmit,
  onBack,
}: {
  code: string;
  onCode: (code: string) => void;
  error: Error | null;
  pending: boolean;
  onSubmit: () => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  usePageTitle(t("account.second_step"));
  const [recovery, setRecovery] = useState(false);
  const [missing, setMissing] = useState(false);
  return (
    <Entrance
      onSubmit={() => {
        setMissing(!code.trim());
        onSubmit();
      }}
    >
      <div>
        <h1>{t("account.second_step")}</h1>
        <p className="gate-sub">{t(recovery ? "account.recovery_sub" : "account.code_sub")}</p>
      </div>
      {error ? <GateProblem error={error} /> : null}
      <Entry
        key={recovery ? "recovery" : "code"}
        label={t(recovery ? "account.recovery_code" : "account.code")}
        value={code}
        onChange={onCode}
        autoComplete="one-time-code"
        inputMode={recovery ? "text" : "numeric"}
        autoFocus
        problem={missing && !code.trim() ? t("account.code_missing") : undefined}
      />
      <button type="submit" className="gate-go" aria-disabled={pending || undefined}>
        {t(pending ? "session.signing_in" : "session.sign_in")}
      </button>
      <div className="gate-ways">
        <button
          type="button"
          className="text-link"
          onClick={() => {
            setRecovery(!recovery);
            onCode("");
          }}
        >
          {t(recovery ? "account.use_app" : "account.use_recovery")}
        </button>
        <button type="button" className="text-link" onClick={onBack}>
          {t("account.other_account")}
        </button>
      </div>
      <p className="gate-hint">{t("account.lost_hint")}</p>
    </Entrance>
  );
}
