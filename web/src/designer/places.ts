import type { IconName } from "../app/icon";
import type { Path, Step } from "./document";

/** Kinds of definitions, where their designers are, and how their crumbs are called. */
const FOLDERS: Readonly<Record<string, string>> = {
  form: "forms",
  flow: "flows",
  rule: "rules",
  dashboard: "dashboards",
  role: "roles",
  team: "teams",
  calendar: "calendars",
  survey: "surveys",
  template: "templates",
};
/** Kinds with a screen for each artefact; the others share one. */
const OWN_SCREEN = new Set(["form", "flow", "rule", "dashboard"]);

export const appPath = (app: string) => `/studio/${encodeURIComponent(app)}`;

/** The screen of all artefacts of a kind; of kinds with designers the app's home. */
export function kindPath(app: string, kind: string): string {
  return OWN_SCREEN.has(kind) ? appPath(app) : `${appPath(app)}/${FOLDERS[kind] ?? kind}`;
}

/** The address of an artefact's designer; with `at` it opens at that place. */
export function designerPath(app: string, kind: string, name: string, at: Path = []): string {
  const folder = `${appPath(app)}/${FOLDERS[kind] ?? kind}`;
  const query = new URLSearchParams();
  if (!OWN_SCREEN.has(kind)) query.set("key", name);
  if (at.length > 0) query.set("at", pathText(at));
  const own = OWN_SCREEN.has(kind) ? `${folder}/${encodeURIComponent(name)}` : folder;
  return query.size > 0 ? `${own}?${query}` : own;
}

/** A path in an address; keys hold no dots. */
function pathText(path: Path): string {
  return path.join(".");
}

export function textPath(text: string): Path {
  if (!text) return [];
  return text.split(".").map((step): Step => (/^\d+$/.test(step) ? Number(step) : step));
}

export const KIND_ICONS: Readonly<Record<string, IconName>> = {
  form: "form",
  flow: "flow",
  rule: "bolt",
  dashboard: "board",
  role: "lock",
  team: "people",
  calendar: "calendar",
  survey: "star",
  template: "mail",
};
