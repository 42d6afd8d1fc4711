import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useProblemsAt, useSession } from "../../designer/session";
import { LocalTextInput, SettingLine } from "../../designer/settings";
import { type LocalText, useTextIn } from "../../designer/texts";
import { sectionPath, sectionsIn } from "./outline";
import { useFormActs } from "./use-form";

const MOST_COLUMNS = 4;

export function SectionSettings({ place }: { place: number }) {
  const { t } = useTranslation();
  const id = useId();
  const text = useTextIn();
  const acts = useFormActs();
  const section = useSession((state) => sectionsIn(state.document)[place]);
  const count = useSession((state) => sectionsIn(state.document).length);
  const problems = useProblemsAt(sectionPath(place));
  if (!section) return null;
  const columns = typeof section.columns === "number" ? section.columns : 1;
  const name = text(section.section);
  return (
    <>
      <div className="fd-head">
        <span className="fd-head-icon">
          <Icon name="section" />
        </span>
        <span className="fd-head-words">
          <b className="d-cut">{name}</b>
          <span>{t("form_design.section_control")}</span>
        </span>
      </div>
      <div className="s-group">
        <SettingLine id={`${id}-name`} title={t("form_design.section_title")} problems={problems}>
          <LocalTextInput
            id={`${id}-name`}
            value={section.section as LocalText}
            onChange={(value) =>
              acts.changeSection(
                place,
                { section: value ?? t("form_design.new_section") },
                t("form_design.rename_section"),
                `section.${place}`,
              )
            }
          />
        </SettingLine>
        <div className="s-setting">
          <span className="s-title" id={`${id}-columns`}>
            {t("form_design.columns")}
          </span>
          <fieldset className="d-switcher fd-wide" aria-labelledby={`${id}-columns`}>
            {Array.from({ length: MOST_COLUMNS }, (_, index) => index + 1).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={columns === each}
                className={columns === each ? "is-on" : undefined}
                onClick={() =>
                  acts.changeSection(
                    place,
                    { columns: each === 1 ? null : each },
                    t("form_design.set_columns", { count: each }),
                  )
                }
              >
                {t("form_design.columns_count", { count: each })}
              </button>
            ))}
          </fieldset>
          <p className="s-help">{t("form_design.columns_phone")}</p>
        </div>
      </div>
      <div className="fd-pad fd-row">
        <button
          type="button"
          className="btn btn-small"
          disabled={place === 0}
          onClick={() => acts.moveSection(place, place - 1)}
        >
          <Icon name="up" size="s" />
          {t("form_design.up")}
        </button>
        <button
          type="button"
          className="btn btn-small"
          disabled={place === count - 1}
          onClick={() => acts.moveSection(place, place + 1)}
        >
          <Icon name="down" size="s" />
          {t("form_design.down")}
        </button>
        {count > 1 ? (
          <button
            type="button"
            className="btn btn-small"
            onClick={() => acts.dissolveSection(place)}
          >
            {t("form_design.dissolve_button")}
          </button>
        ) : null}
        <button
          type="button"
          className="btn btn-small fd-danger"
          onClick={() => acts.removeSection(place)}
        >
          {t("form_design.remove_section_button")}
        </button>
      </div>
    </>
  );
}
