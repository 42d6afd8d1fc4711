import { Button } from "../../ui/button";
import type { IconName } from "../../ui/icon";
import { Notice } from "../../ui/notice";
import { NoAnswer, Refusal } from "./api";
import { useTexts } from "./texts";

type Cause =
  | "unknown"
  | "closed"
  | "busy"
  | "offline"
  | "broken"
  | "link_invalid"
  | "link_expired"
  | "survey_invalid";

const ICONS: Record<Cause, IconName> = {
  unknown: "question",
  closed: "clock",
  busy: "clock",
  offline: "offline",
  broken: "alert",
  link_invalid: "question",
  link_expired: "clock",
  survey_invalid: "question",
};

/** Which page to show when the form or the progress could not be read. */
export function causeOf(error: unknown, page: "form" | "progress" | "survey"): Cause {
  if (error instanceof NoAnswer) return "offline";
  if (!(error instanceof Refusal)) return "broken";
  if (error.status === 429 || error.status === 503) return "busy";
  if (error.status === 410 || error.status === 403) {
    return page === "form" ? "closed" : "link_expired";
  }
  if (error.status === 404 || error.status === 422 || error.status === 400) {
    return page === "form" ? "unknown" : page === "survey" ? "survey_invalid" : "link_invalid";
  }
  return "broken";
}

export interface TroubleProps {
  cause: Cause;
  onRetry: () => void;
  /** Where one can say it again. */
  formAddress?: string | null;
}

/** Why the page is not there, and what to do. */
export function Trouble({ cause, onRetry, formAddress }: TroubleProps) {
  const { t } = useTexts();
  const final = cause !== "busy" && cause !== "offline" && cause !== "broken";
  return (
    <Notice icon={ICONS[cause]} title={t(`trouble.${cause}`)} text={t(`trouble.${cause}_text`)}>
      {formAddress ? (
        <a className="ui-button ui-button-primary ui-button-touch" href={formAddress}>
          {t("form.again")}
        </a>
      ) : null}
      {final ? null : (
        <Button look="ghost" icon="refresh" onClick={onRetry}>
          {t("trouble.retry")}
        </Button>
      )}
    </Notice>
  );
}
