import { Navigate, Outlet, useLocation } from "react-router";
import { NotFound } from "./not-found";
import { adminPlaces, builds } from "./places";
import { useWorkspace } from "./queries";

/** "Administration" without more leads to the first page this person may open. */
export function FirstAdminPlace() {
  const [first] = adminPlaces(useWorkspace());
  return first ? <Navigate to={first.to} replace /> : <NotFound />;
}

/** Pages that do not exist for others. */
export function AdministratorsOnly() {
  const { pathname } = useLocation();
  const open = adminPlaces(useWorkspace()).some((place) => place.to === pathname);
  return open ? <Outlet /> : <NotFound />;
}

/** The Studio does not exist for others. */
export function BuildersOnly() {
  return builds(useWorkspace()) ? <Outlet /> : <NotFound />;
}
