import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useParams } from "react-router";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { useAppModel } from "../../designer/app-model";
import { useNarrow } from "../../designer/narrow";
import { appPath, designerPath } from "../../designer/places";
import { RuleList } from "./rule-list";
import "../../designer/frame.css";
import "./rules.css";
import "./try.css";
import "./rules-narrow.css";

/** The rules of an app: on a desk the first one opens, on a phone they are a list. */
export function RulesIndex() {
  return (
    <Suspense fallback={<Bones />}>
      <Index />
    </Suspense>
  );
}

function Index() {
  const { t } = useTranslation();
  const { app = "" } = useParams();
  const model = useAppModel(app);
  const narrow = useNarrow();
  usePageTitle(t("rules.title"));
  const [first] = model.rules;
  if (first !== undefined && !narrow) {
    return <Navigate to={designerPath(app, "rule", first.key)} replace />;
  }
  return (
    <div className="rl-index">
      <header className="rl-index-head">
        <Link to={appPath(app)} className="d-crumb quiet">
          {model.name}
        </Link>
        <Icon name="right" size="s" />
        <span className="d-kind d-kind-rule">
          <Icon name="bolt" />
        </span>
        <h1>{t("rules.title")}</h1>
      </header>
      {first === undefined ? <p className="rl-index-help">{t("rules.empty")}</p> : null}
      <RuleList app={app} open={undefined} />
    </div>
  );
}
