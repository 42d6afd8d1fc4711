import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation } from "react-router";
import type { Workspace } from "../api/types";
import { Icon } from "./icon";
import { allDashboards, allForms, formPath, ticketForm } from "./places";

/** The places of a phone, at the lower edge; a record page has its own buttons there instead. */
export function PhoneNav({ workspace }: { workspace: Workspace | undefined }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (/^\/forms\/[^/]+\/[^/]+/.test(pathname)) return null;
  const form = workspace
    ? (allForms(workspace).find((each) => each.case) ?? allForms(workspace)[0])
    : undefined;
  const fresh = workspace ? ticketForm(workspace) : undefined;
  const on = ({ isActive }: { isActive: boolean }) => (isActive ? "is-on" : "");
  return (
    <nav className="phone-nav" aria-label={t("shell.places")}>
      <NavLink to="/tasks" className={on}>
        <Icon name="tasks" size="l" />
        {t("place.tasks_short")}
      </NavLink>
      {form ? (
        <NavLink to={formPath(form.key)} className={on}>
          <Icon name="ticket" size="l" />
          {t("place.tickets_short")}
        </NavLink>
      ) : null}
      {fresh ? (
        <Link
          to={`${formPath(fresh.key)}?new=1`}
          aria-label={t("records.new_named", { form: fresh.name })}
        >
          <span className="add">
            <Icon name="plus" size="l" />
          </span>
        </Link>
      ) : null}
      {workspace && allDashboards(workspace).length > 0 ? (
        <NavLink to="/dashboards" className={on}>
          <Icon name="board" size="l" />
          {t("place.dashboards")}
        </NavLink>
      ) : null}
      <NavLink to="/me" className={on}>
        <Icon name="person" size="l" />
        {t("place.me")}
      </NavLink>
    </nav>
  );
}
