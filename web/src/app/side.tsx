import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import type { Workspace } from "../api/types";
import { PinnedViews } from "../features/records/pinned-views";
import { Icon, type IconName } from "./icon";
import { useLive } from "./line";
import { openPalette } from "./palette-state";
import { adminPlaces, formPath } from "./places";
import { tasksQuery } from "./queries";

function Item({
  to,
  icon,
  name,
  count,
}: {
  to: string;
  icon: IconName;
  name: string;
  count?: number;
}) {
  return (
    <NavLink to={to} className={({ isActive }) => (isActive ? "side-item is-on" : "side-item")}>
      <Icon name={icon} />
      <span className="clip">{name}</span>
      {count ? <span className="count">{count}</span> : null}
    </NavLink>
  );
}

function WorkbenchItems({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(tasksQuery("mine"));
  const counts = data?.pages[0]?.counts;
  const several = workspace.apps.length > 1;
  return (
    <>
      <div className="side-app clip">
        {several ? workspace.company : (workspace.apps[0]?.name ?? workspace.company)}
      </div>
      <button type="button" className="side-search" aria-haspopup="dialog" onClick={openPalette}>
        <Icon name="search" />
        {t("shell.search")}
        <kbd className="kbd push">Ctrl K</kbd>
      </button>
      <Item
        to="/tasks"
        icon="tasks"
        name={t("tasks.title")}
        count={counts ? counts.mine + counts.pool : undefined}
      />
      {workspace.apps.map((app) => (
        <div key={app.key}>
          {several ? <div className="side-label clip">{app.name}</div> : null}
          {[...app.forms]
            .sort((a, b) => Number(b.case) - Number(a.case))
            .map((form) => (
              <Item
                key={form.key}
                to={formPath(form.key)}
                icon={form.case ? "ticket" : "people"}
                name={form.name}
              />
            ))}
        </div>
      ))}
      <PinnedViews workspace={workspace} />
    </>
  );
}

/** The list beside the rail: what there is at the present place. */
export function Side({ workspace }: { workspace: Workspace | undefined }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const connected = useLive((state) => state.connected);
  const admin = pathname.startsWith("/admin") && (!workspace || adminPlaces(workspace).length > 0);
  return (
    <nav className="side" aria-label={t(admin ? "place.admin" : "place.workbench")}>
      {workspace && !admin ? <WorkbenchItems workspace={workspace} /> : null}
      {workspace && admin ? (
        <>
          <div className="side-app">{t("place.admin")}</div>
          {adminPlaces(workspace).map(({ to, icon, title }) => (
            <Item key={to} to={to} icon={icon} name={t(title)} />
          ))}
        </>
      ) : null}
      <div className="side-foot" role="status">
        <i className={connected ? "dot" : "dot is-away"} />
        {t(connected ? "shell.connected" : "shell.connecting")}
      </div>
    </nav>
  );
}
