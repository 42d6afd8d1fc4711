import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon";
import { useSaying } from "./saying";
import { isCustomer, stepIn, stepOut, useTrial } from "./trial";
import "./trial.css";

/** Above everything while one tries out being somebody: who, what one sees, how to change and how to leave. */
export function TrialBar() {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const [busy, setBusy] = useState(false);
  const trial = useTrial();
  if (!trial) return null;

  function act(go: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    go().catch((error: unknown) => {
      setBusy(false);
      failed(error);
    });
  }

  const customer = isCustomer(trial);
  return (
    <aside className="try-bar" aria-label={t("trial.label")} aria-busy={busy}>
      <Icon name="eye" size="s" />
      <span className="try-bar-say">
        {t(customer ? "trial.as_customer" : "trial.as", {
          role: trial.role_name,
          person: trial.person,
        })}
        <span className="try-bar-more">
          {t(customer ? "trial.customer_pages" : "trial.only_samples")}
        </span>
      </span>
      {customer ? (
        <a className="try-bar-link" href={trial.open}>
          {t("trial.open_form")}
        </a>
      ) : null}
      {customer && trial.progress ? (
        <a className="try-bar-link" href={trial.progress}>
          {t("trial.open_progress")}
        </a>
      ) : null}
      <fieldset className="try-bar-roles" aria-label={t("trial.change")}>
        {trial.roles.map((role) => (
          <button
            key={role.key}
            type="button"
            aria-pressed={role.key === trial.role}
            onClick={() => act(() => stepIn(trial.app, role.key))}
          >
            {role.name}
          </button>
        ))}
      </fieldset>
      <button type="button" className="try-bar-out" onClick={() => act(() => stepOut(trial.app))}>
        {t("trial.leave")}
      </button>
    </aside>
  );
}
