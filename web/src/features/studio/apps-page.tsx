import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { usePageTitle } from "../../app/page-title";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { appPath } from "../../designer/places";
import { PartIcon } from "../../designer/publish/part-icon";
import { AppMenu } from "./app-menu";
import { ImportApp } from "./import-app";
import { NewApp } from "./new-app";
import { type AppItem, appsQuery } from "./queries";
import "./studio.css";
import "./app-cards.css";

const SHOWN = ["form", "flow", "rule", "dashboard"] as const;

/** Every app as a card. */
export function AppsPage() {
  const { t } = useTranslation();
  usePageTitle(t("place.studio"));
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ ...appsQuery, refetchOnMount: "always" });
  const [open, setOpen] = useState<"new" | "import" | null>(null);
  const taken = useMemo(() => new Set(data?.map((app) => app.app)), [data]);
  useKeys({ n: () => setOpen("new") });
  const acts = (
    <>
      <button
        type="button"
        className={phone ? "btn btn-touch btn-icon" : "btn"}
        aria-label={t("studio.import")}
        onClick={() => setOpen("import")}
      >
        <Icon name="upload" />
        {phone ? null : t("studio.import")}
      </button>
      <button
        type="button"
        className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
        onClick={() => setOpen("new")}
      >
        <Icon name="plus" />
        {t("studio.new_app")}
        {phone ? null : <kbd className="kbd">N</kbd>}
      </button>
    </>
  );
  return (
    <div className="studio-apps">
      <header className="page-head">
        <h1>{t("place.studio")}</h1>
        {data && data.length > 0 ? <div className="tools">{acts}</div> : null}
      </header>
      <div className="page-body studio-ground">
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Bones rows={4} height={96} /> : null}
        {data && data.length === 0 ? (
          <section className="nothing">
            <Icon name="blocks" />
            <h2>{t("studio.no_apps")}</h2>
            <p>{t("studio.no_apps_text")}</p>
            <div className="row">{acts}</div>
          </section>
        ) : null}
        {data && data.length > 0 ? (
          <ul className="app-cards">
            {data.map((app) => (
              <AppCard key={app.app} app={app} />
            ))}
          </ul>
        ) : null}
      </div>
      {open === "new" ? <NewApp taken={taken} onClose={() => setOpen(null)} /> : null}
      {open === "import" ? <ImportApp onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

function AppCard({ app }: { app: AppItem }) {
  const { t } = useTranslation();
  const parts = SHOWN.filter((kind) => app.parts[kind]);
  return (
    <li className="app-card">
      <div className="app-card-head">
        <span className="app-mark" aria-hidden="true">
          {[...app.label][0]}
        </span>
        <div className="grow">
          <h2 className="clip">
            <Link className="app-card-link" to={appPath(app.app)}>
              {app.label}
            </Link>
          </h2>
          <p className="small quiet clip">
            {app.version > 0 && app.published_at ? (
              <>
                {t("publish.version", { version: app.version })}
                {" · "}
                <Moment at={app.published_at} />
              </>
            ) : (
              t("studio.never_published")
            )}
          </p>
        </div>
        <AppMenu app={app}>
          <button
            type="button"
            className="btn btn-icon btn-plain app-card-menu"
            aria-label={t("studio.more_of", { app: app.label })}
          >
            <Icon name="more" />
          </button>
        </AppMenu>
      </div>
      {parts.length > 0 ? (
        <ul className="app-card-parts">
          {parts.map((kind) => (
            <li key={kind}>
              <PartIcon kind={kind} />
              <b>{app.parts[kind]}</b>
              <span className="quiet">{t(`part.many.${kind}`, { n: app.parts[kind] })}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="app-card-none quiet">{t("studio.app_empty")}</p>
      )}
      <div className="app-card-foot">
        {app.version > 0 ? (
          <span className="tag tag-ok">
            <i className="studio-dot is-ok" />
            {t("studio.in_use")}
          </span>
        ) : (
          <span className="tag">{t("studio.not_in_use")}</span>
        )}
        {app.changed > 0 ? (
          <span className="studio-changed">{t("studio.changed", { n: app.changed })}</span>
        ) : null}
        {app.problems > 0 ? (
          <span className="tag tag-late">{t("studio.problems", { n: app.problems })}</span>
        ) : null}
      </div>
    </li>
  );
}
