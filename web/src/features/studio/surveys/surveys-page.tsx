import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DOCUMENT } from "../../../designer/document";
import { type Duration, DurationInput, durationText } from "../../../designer/inputs";
import { useDesigner } from "../../../designer/session";
import { LocalTextInput } from "../../../designer/settings";
import { type LocalText, textIn } from "../../../designer/texts";
import { Face } from "../../../ui/face";
import { ArtefactPage } from "../artefact-page";
import "../shared.css";
import "../studio.css";
import "./surveys.css";

const SCALES = ["csat", "nps", "ces"] as const;
type Scale = (typeof SCALES)[number];

/** Marks of each scale, as customers see them. */
function marksOf(scale: string): number[] {
  const [first, last] = scale === "nps" ? [0, 10] : scale === "ces" ? [1, 7] : [1, 5];
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

/** What customers are asked after their ticket is solved. */
export function SurveysPage() {
  const { t } = useTranslation();
  return (
    <ArtefactPage
      kind="survey"
      starts={() =>
        SCALES.map((scale) => ({
          key: scale === "csat" ? "empty" : scale,
          label: t(`surveys.scale.${scale}`),
          called: scale,
          document: (name) => ({ scale, question: name, expires: { days: 14 } }),
        }))
      }
      about={(part, facts) => {
        const found = facts.survey?.[part.key];
        return found?.average != null
          ? t("studio.scored", { score: found.average.toFixed(1), n: found.answers ?? 0 })
          : t(`surveys.scale.${String(part.document.scale)}`, { defaultValue: "" });
      }}
      canvas={() => <Preview />}
      settings={() => <Settings />}
      settingsTitle={t("designer.settings")}
    />
  );
}

function Settings() {
  const { t } = useTranslation();
  const { document, execute } = useDesigner();
  const change = (label: string, values: Record<string, unknown>, merge?: string) =>
    execute({
      label,
      operations: [{ do: "change", element: DOCUMENT, at: [], values }],
      ...(merge ? { merge } : {}),
    });
  return (
    <div className="members">
      <div className="field">
        <span className="field-label">{t("studio.question")}</span>
        <LocalTextInput
          label={t("studio.question")}
          value={document.question as LocalText | undefined}
          lines={3}
          onChange={(question) =>
            change(t("surveys.did_question"), { question: question ?? null }, "question")
          }
        />
      </div>
      <fieldset className="field surveys-scales">
        <legend className="field-label">{t("surveys.scale_name")}</legend>
        {SCALES.map((scale) => (
          <label key={scale} className={document.scale === scale ? "is-on" : ""}>
            <input
              type="radio"
              name="scale"
              checked={document.scale === scale}
              onChange={() =>
                change(t("surveys.did_scale", { scale: t(`surveys.scale.${scale}`) }), {
                  scale: scale satisfies Scale,
                })
              }
            />
            <b>{t(`surveys.scale.${scale}`)}</b>
            <small>{t(`surveys.about.${scale}`)}</small>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <span className="field-label">{t("surveys.expires")}</span>
        <DurationInput
          label={t("surveys.expires")}
          value={(document.expires ?? { days: 14 }) as Duration}
          onChange={(expires) => change(t("surveys.did_expires"), { expires }, "expires")}
        />
        <p className="field-help">{t("surveys.expires_help")}</p>
      </div>
    </div>
  );
}

/** The page behind the link, as a customer sees it on a phone. */
function Preview() {
  const { t, i18n } = useTranslation();
  const { document } = useDesigner();
  const [mark, setMark] = useState<number | null>(null);
  const scale = String(document.scale ?? "csat");
  return (
    <div className="surveys-canvas">
      <p className="quiet small">{t("surveys.preview")}</p>
      <article className="surveys-phone">
        <p className="small quiet">{t("surveys.number")}</p>
        <h2>{textIn(document.question, i18n.language) || t("surveys.no_question")}</h2>
        <div className={`surveys-marks is-${scale}`}>
          {marksOf(scale).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={mark === each}
              className={mark === each ? "is-on" : ""}
              onClick={() => setMark(each)}
            >
              {scale === "csat" ? (
                <>
                  <Face score={each} />
                  {t(`surveys.faces.${each}`)}
                </>
              ) : (
                each
              )}
            </button>
          ))}
        </div>
        {scale === "csat" ? null : (
          <p className="surveys-ends small quiet">
            <span>{t(`surveys.low.${scale}`)}</span>
            <span>{t(`surveys.high.${scale}`)}</span>
          </p>
        )}
        <div className="surveys-box">{t("surveys.comment")}</div>
        <span className="surveys-send">{t("surveys.send")}</span>
        {document.expires ? (
          <p className="small quiet">
            {t("studio.fact.expires", { time: durationText(document.expires as Duration, t) })}
          </p>
        ) : null}
      </article>
    </div>
  );
}
