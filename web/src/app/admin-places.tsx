import { Navigate, Outlet, useLocation } from "react-router";
import { NotAllowed } from "./not-allowed";
import { adminPlaces, builds } from "./places";
import { useWorkspace } from "./queries";

/** "Administration" without more leads to the first page this person may open. */
export function FirstAdminPlace() {
  const [first] = adminPlaces(useWorkspace());
  return first ? <Navigate to={first.to} replace /> : <NotAllowed />;
}

/** Others hear that they may not, and whom to ask. */
export function AdministratorsOnly() {
  const { pathname } = useLocation();
  const open = adminPlaces(useWorkspace()).some((place) => place.to === pathname);
  return open ? <Outlet /> : <NotAllowed />;
}

/** The Studio is for builders. */
export function BuildersOnly() {
  return builds(useWorkspace()) ? <Outlet /> : <NotAllowed />;
}
