import { useTranslation } from "react-i18next";
import type { Answers, Preview } from "./answers";
import { Glyph, type GlyphName } from "./glyph";

const OF_STEP: Record<string, { glyph: GlyphName; look: string }> = {
  task: { glyph: "wrench", look: "is-flow" },
  confirm: { glyph: "smile", look: "is-board" },
  end: { glyph: "archive", look: "is-end" },
};

/** The desk as it takes shape, beside the questions. */
export function Shape({
  answers,
  preview,
  hoursKnown,
}: {
  answers: Answers;
  preview: Preview | undefined;
  hoursKnown: boolean;
}) {
  const { t } = useTranslation();
  if (!preview) {
    return (
      <div className="first-bones" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    );
  }
  const asides: Record<string, string> = {
    handle: hoursKnown
      ? t("welcome.shape.due", { hours: preview.first_response_hours })
      : t("welcome.shape.due_later"),
    confirm: t("welcome.shape.may_reject"),
  };
  return (
    <>
      <div className="first-card">
        <span className="first-kind is-form">
          <Glyph
            name={answers.channels.includes("qr") ? "qr" : preview.public ? "link" : "phone"}
          />
        </span>
        <span className="first-words">
          <b>
            {t(
              answers.channels.includes("qr")
                ? "welcome.shape.qr"
                : preview.public
                  ? "welcome.shape.link"
                  : "welcome.shape.staff",
              { form: preview.form },
            )}
          </b>
          <span>{t("welcome.shape.fields", { count: preview.fields })}</span>
        </span>
      </div>
      <span className="first-thread" />
      <div className="first-split">
        {preview.routes.map((route) => (
          <div key={`${route.role}-${route.key}`} className="first-card">
            <Glyph
              name={
                route.role
                  ? "shield"
                  : route.problem === null
                    ? "chat"
                    : route.key === "tech"
                      ? "wrench"
                      : "team"
              }
            />
            <b>{route.to}</b>
            <small>
              {route.members
                ? t("welcome.shape.members", { count: route.members })
                : t("welcome.shape.nobody")}
            </small>
          </div>
        ))}
      </div>
      {preview.steps.map((step) => (
        <div key={step.key} className="first-step">
          <span className="first-thread" />
          <div className="first-card">
            <span className={`first-kind ${OF_STEP[step.type]?.look ?? "is-flow"}`}>
              <Glyph
                name={step.key === "visit" ? "van" : (OF_STEP[step.type]?.glyph ?? "wrench")}
              />
            </span>
            <b>{step.name}</b>
            {asides[step.key] ? <small className="first-aside">{asides[step.key]}</small> : null}
          </div>
        </div>
      ))}
      <div className="first-extra">
        <div>
          <Glyph name="bolt" />
          <b>{t("welcome.shape.rules", { count: preview.rules.length })}</b>
          <small>{preview.rules.join(t("welcome.shape.comma"))}</small>
        </div>
        <div>
          <Glyph name="gauge" />
          <b>{preview.dashboard}</b>
          <small>{t("welcome.shape.charts", { count: preview.charts })}</small>
        </div>
      </div>
    </>
  );
}
