import { Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "react-router";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { useAppModel } from "../../designer/app-model";
import { useCatalogue } from "../../designer/catalogue";
import { DOCUMENT, type Document } from "../../designer/document";
import { DesignerFrame } from "../../designer/frame";
import { DesignerBones } from "../../designer/frame-bones";
import { useInputs } from "../../designer/inputs";
import { useNarrow } from "../../designer/narrow";
import { DesignerProvider, useSession } from "../../designer/session";
import { type LocalText, textIn, withText } from "../../designer/texts";
import { RecentRuns } from "./recent-runs";
import { whenOf } from "./rule-document";
import { RuleList } from "./rule-list";
import { ruleText } from "./rule-text";
import { Sentence } from "./sentence";
import { TryPanel } from "./try-panel";
import "./rules.css";
import "./try.css";
import "./rules-narrow.css";

/** One rule as a sentence, with the app's rules at its left and a trial on real records at its right. */
export function RulePage() {
  return (
    <Suspense fallback={<DesignerBones kind="rule" />}>
      <Rule />
    </Suspense>
  );
}

function Rule() {
  const { app = "", key = "" } = useParams();
  const start = (useLocation().state as { start?: Document } | null)?.start;
  const model = useAppModel(app);
  return (
    <DesignerProvider
      app={app}
      kind="rule"
      name={key}
      {...(start === undefined ? {} : { start: () => start, fresh: !model.taken("rule").has(key) })}
    >
      <Editor app={app} rule={key} />
    </DesignerProvider>
  );
}

function Editor({ app, rule }: { app: string; rule: string }) {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const catalogue = useCatalogue();
  const narrow = useNarrow();
  const language = usePreferences((state) => state.language);
  const document = useSession((state) => state.document);
  const liveVersion = useSession((state) => state.liveVersion);
  const execute = useSession((state) => state.execute);
  const [form, around] = useInputs(model, whenOf(document).form);
  const name = textIn(document.name, language) || rule;
  const said = useMemo(
    () => ruleText(document, catalogue.actions, { form, around, t, language }),
    [document, catalogue, form, around, t, language],
  );
  return (
    <div className="rl-page">
      <DesignerFrame
        app={app}
        kind="rule"
        title={name}
        onTitle={(title) =>
          execute({
            label: t("rules.act.rename", { name: title }),
            operations: [
              {
                do: "change",
                element: DOCUMENT,
                values: { name: withText(document.name as LocalText, language, title) },
              },
            ],
          })
        }
        {...(narrow ? {} : { palette: <RuleList app={app} open={rule} /> })}
        settings={<TryPanel app={app} rule={rule} form={form} around={around} />}
        settingsTitle={t("rules.try.title")}
      >
        <div className="rl-sentence-page">
          <p className="rl-hint">{t("rules.hint")}</p>
          <Sentence app={app} form={form} around={around} />
          <p className="rl-reads">
            <Icon name="chat" />
            <span>
              {t("rules.reads")}
              <b>{said}</b>
            </span>
          </p>
          {liveVersion > 0 ? <RecentRuns app={app} rule={rule} version={liveVersion} /> : null}
        </div>
      </DesignerFrame>
    </div>
  );
}
