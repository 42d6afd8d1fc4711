import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import { useInstall } from "../../app/install";
import { useOwnLanguage } from "../../app/own-language";
import { adminPlaces, builds } from "../../app/places";
import { usePreferences } from "../../app/preferences";
import { useWorkspace } from "../../app/queries";
import { Face } from "../../app/signs";
import { useDark } from "../../app/theme";
import { useSignOut } from "./sign-out";
import "./me.css";
import { besides } from "../../fields/isolate";

/** One's own page, chiefly for phones: the account menu as a page. */
export function MePage() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { person, company } = workspace;
  const { language, setTheme } = usePreferences();
  const switchLanguage = useOwnLanguage(person);
  const dark = useDark();
  const signOut = useSignOut(person.id);
  const install = useInstall((state) => state.ask);
  return (
    <div className="page-body">
      <header className="me-head">
        <Face name={person.name} size="l" />
        <div className="grow">
          <h1 className="clip">{person.name}</h1>
          <p className="quiet clip">{besides(company, person.phone ?? person.email)}</p>
        </div>
      </header>
      <ul className="me-list">
        <li>
          <Link to="/account">
            <Icon name="person" size="l" />
            {t("account.title")}
          </Link>
        </li>
        {builds(workspace) ? (
          <li>
            <Link to="/studio">
              <Icon name="blocks" size="l" />
              {t("place.studio")}
            </Link>
          </li>
        ) : null}
        {adminPlaces(workspace).map(({ to, icon, title }) => (
          <li key={to}>
            <Link to={to}>
              <Icon name={icon} size="l" />
              {t(title)}
            </Link>
          </li>
        ))}
        <li>
          <button type="button" onClick={switchLanguage}>
            <Icon name="globe" size="l" />
            {language === "zh-CN" ? "English" : "中文"}
          </button>
        </li>
        <li>
          <button type="button" onClick={() => setTheme(dark ? "light" : "dark")}>
            <Icon name={dark ? "sun" : "moon"} size="l" />
            {t(dark ? "theme.light" : "theme.dark")}
          </button>
        </li>
        {install ? (
          <li>
            <button type="button" onClick={install}>
              <Icon name="download" size="l" />
              {t("shell.install")}
            </button>
          </li>
        ) : null}
        <li>
          <button type="button" onClick={signOut}>
            <Icon name="signout" size="l" />
            {t("session.sign_out")}
          </button>
        </li>
      </ul>
    </div>
  );
}
