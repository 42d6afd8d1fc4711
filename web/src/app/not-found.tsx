import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "./icon";

/** For addresses that lead nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <section className="nothing" style={{ flex: 1 }}>
      <Icon name="search" />
      <h1 style={{ fontSize: "var(--fs-l)" }}>{t("not_found.title")}</h1>
      <p>{t("not_found.text")}</p>
      <div className="row">
        <Link className="btn btn-primary" to="/tasks">
          {t("trouble.home")}
        </Link>
      </div>
    </section>
  );
}
