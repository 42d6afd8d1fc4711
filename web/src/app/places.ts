import type { App, Form, Workspace } from "../api/types";
import type { IconName } from "./icon";

export const formPath = (form: string) => `/forms/${encodeURIComponent(form)}`;
export const recordPath = (form: string, id: string) => `${formPath(form)}/${id}`;
export const dashboardPath = (key: string) => `/dashboards/${encodeURIComponent(key)}`;

export function allForms(workspace: Workspace): Form[] {
  return workspace.apps.flatMap((app) => app.forms);
}

/** The form an address names: in full, or by its short key when only one app has it. */
export function findForm(workspace: Workspace, name: string): Form | undefined {
  const forms = allForms(workspace);
  const exact = forms.find((form) => form.key === name);
  if (exact) return exact;
  const short = forms.filter((form) => form.key.split(".").pop() === name);
  return short.length === 1 ? short[0] : undefined;
}

/** The full key of a form that a definition names from inside an app. */
export function formNear(workspace: Workspace, name: string, neighbor: Form): Form | undefined {
  const app = neighbor.key.split(".")[0];
  return findForm(workspace, name.includes(".") ? name : `${app}.${name}`);
}

export function allDashboards(workspace: Workspace): App["dashboards"] {
  return workspace.apps.flatMap((app) => app.dashboards);
}

export interface AdminPlace {
  to: string;
  icon: IconName;
  /** Key of the words. */
  title: string;
}

/** The pages under "administration" that this person may open; whoever leads a team has the outbox. */
export function adminPlaces({
  person,
  can_read_messages: messages,
}: Pick<Workspace, "person" | "can_read_messages">): AdminPlace[] {
  const places: AdminPlace[] = [];
  if (person.admin || person.system_roles.includes("security"))
    places.push(
      { to: "/admin/people", icon: "people", title: "people.title" },
      { to: "/admin/departments", icon: "tree", title: "departments.title" },
      { to: "/admin/partners", icon: "partner", title: "partners.title" },
      { to: "/admin/keys", icon: "key", title: "keys.title" },
      { to: "/admin/limits", icon: "lock", title: "limits.title" },
    );
  if (messages) places.push({ to: "/admin/messages", icon: "outbox", title: "outbox.title" });
  if (person.admin || person.system_roles.includes("auditor"))
    places.push({ to: "/admin/audit", icon: "shield", title: "audit.title" });
  if (person.admin)
    places.push(
      { to: "/admin/health", icon: "gauge", title: "health.title" },
      { to: "/admin/settings", icon: "gear", title: "settings.title" },
    );
  return places;
}

/** The form for which "new" is offered everywhere: the first with tickets that one may create. */
export function ticketForm(workspace: Workspace): Form | undefined {
  return allForms(workspace).find((form) => form.case && form.can.includes("create"));
}

/** Whether this person builds: the Studio is open to administrators and builders. */
export function builds({ person }: Pick<Workspace, "person">): boolean {
  return person.admin || person.system_roles.includes("builder");
}
