import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { ApiError } from "../api/errors";
import { Icon } from "./icon";
import { isMissingPart } from "./missing-part";
import { Trouble } from "./trouble";

/**
 * When a screen itself breaks: nothing typed is lost (drafts are on the device), loading again helps. A tab that was open
 * over an upgrade may ask for pieces that are no more: opened again it is the new version.
 */
export function Stumble() {
  const { t } = useTranslation();
  const error = useRouteError();
  const kind = !isMissingPart(error) ? "broken" : navigator.onLine ? "upgraded" : "away";
  const again = () => location.reload();
  if (error instanceof ApiError) return <Trouble whole error={error} retry={again} />;
  return (
    <section className="nothing" role="alert" style={{ flex: 1 }}>
      <Icon name={kind === "broken" ? "info" : "retry"} />
      <h1 style={{ fontSize: "var(--fs-l)" }}>{t(`stumble.${kind}.title`)}</h1>
      <p>{t(`stumble.${kind}.text`)}</p>
      <div className="row">
        <button type="button" className="btn btn-primary" onClick={again}>
          {t("stumble.again")}
        </button>
      </div>
    </section>
  );
}
