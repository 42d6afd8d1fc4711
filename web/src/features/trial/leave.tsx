import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { useSaying } from "../../app/saying";
import { stepOut, trialQuery } from "../../app/trial";

/** Where the bar of the customer's pages leads: be oneself again. */
export function LeaveTrial() {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const { data: trial, isSuccess } = useQuery(trialQuery);
  const begun = useRef(false);

  useEffect(() => {
    if (!trial || begun.current) return;
    begun.current = true;
    stepOut(trial.app).catch((error: unknown) => failed(error));
  }, [trial, failed]);

  if (isSuccess && !trial) return <Navigate to="/" replace />;
  return (
    <p role="status" style={{ padding: "var(--s-6)", color: "var(--text-3)" }}>
      {t("trial.leaving")}
    </p>
  );
}
