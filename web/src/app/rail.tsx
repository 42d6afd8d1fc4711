import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import type { Workspace } from "../api/types";
import { Bell } from "../features/notifications/bell";
import { AccountMenu } from "./account-menu";
import { Icon, type IconName } from "./icon";
import { openKeys } from "./palette-state";
import { adminPlaces, allDashboards, builds } from "./places";

interface Place {
  to: string;
  icon: IconName;
  name: string;
  on: boolean;
}

/** The places of the console that exist for this person. */
function usePlaces(workspace: Workspace | undefined): Place[] {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const places: Place[] = [
    {
      to: "/tasks",
      icon: "desk",
      name: t("place.workbench"),
      on: pathname.startsWith("/tasks") || pathname.startsWith("/forms"),
    },
  ];
  if (!workspace || allDashboards(workspace).length > 0) {
    places.push({
      to: "/dashboards",
      icon: "board",
      name: t("place.dashboards"),
      on: pathname.startsWith("/dashboards"),
    });
  }
  if (workspace && builds(workspace)) {
    places.push({
      to: "/studio",
      icon: "blocks",
      name: t("place.studio"),
      on: pathname.startsWith("/studio"),
    });
  }
  if (workspace && adminPlaces(workspace).length > 0) {
    places.push({
      to: "/admin",
      icon: "gear",
      name: t("place.admin"),
      on: pathname.startsWith("/admin"),
    });
  }
  return places;
}

export function Rail({ workspace }: { workspace: Workspace | undefined }) {
  const { t } = useTranslation();
  const places = usePlaces(workspace);
  return (
    <nav className="rail" aria-label={t("shell.places")}>
      <span className="brand" role="img" aria-label={t("brand.name")}>
        匠
      </span>
      {places.map((place) => (
        <NavLink
          key={place.to}
          to={place.to}
          className={place.on ? "rail-item is-on" : "rail-item"}
          aria-current={place.on ? "page" : undefined}
        >
          <Icon name={place.icon} size="l" />
          {place.name}
        </NavLink>
      ))}
      <span className="push" />
      {workspace ? <Bell className="rail-item" named /> : null}
      {workspace ? (
        <button type="button" className="rail-item" aria-haspopup="dialog" onClick={openKeys}>
          <Icon name="help" size="l" />
          {t("shell.keys")}
        </button>
      ) : null}
      {workspace ? <AccountMenu person={workspace.person} /> : null}
    </nav>
  );
}
