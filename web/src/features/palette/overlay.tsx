import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Workspace } from "../../api/types";
import { type Command, useCommandKeys, useCommands } from "../../app/commands";
import { useKeys } from "../../app/keys";
import { useOwnLanguage } from "../../app/own-language";
import { closePalette, openKeys, openPalette, usePaletteState } from "../../app/palette-state";
import {
  adminPlaces,
  allDashboards,
  allForms,
  builds,
  dashboardPath,
  formPath,
  ticketForm,
} from "../../app/places";
import { usePreferences } from "../../app/preferences";
import { useDark } from "../../app/theme";

const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));
const KeyList = lazy(async () => ({ default: (await import("./key-list")).KeyList }));

/** Ctrl-K and `?` anywhere, and the commands that are there on every screen. */
export function PaletteOverlay({ workspace }: { workspace: Workspace }) {
  const open = usePaletteState((state) => state.open);
  useEverywhere(workspace);
  useCommandKeys();
  useKeys({ "?": openKeys });
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const wanted = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!wanted || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (usePaletteState.getState().open === "palette") closePalette();
      else openPalette();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  if (!open) return null;
  return <Suspense fallback={null}>{open === "palette" ? <Palette /> : <KeyList />}</Suspense>;
}

function useEverywhere(workspace: Workspace): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dark = useDark();
  const { language, setTheme } = usePreferences();
  const switchLanguage = useOwnLanguage(workspace.person);
  const go = (id: string, name: string, to: string, icon: Command["icon"], keys?: string) => ({
    id: `go-${id}`,
    name,
    group: "go" as const,
    icon,
    run: () => void navigate(to),
    ...(keys ? { keys } : {}),
  });
  const forms = [...allForms(workspace)].sort((a, b) => Number(b.case) - Number(a.case));
  const fresh = ticketForm(workspace);
  const creatable = forms.filter((form) => form.can.includes("create"));
  useCommands(
    [
      ...creatable.map((form) => ({
        id: form === fresh ? "new" : `new-${form.key}`,
        name: t("records.new_named", { form: form.name }),
        group: "do" as const,
        icon: "plus" as const,
        run: () => void navigate(`${formPath(form.key)}?new=1`),
        ...(form === fresh ? { keys: "n" } : {}),
      })),
      go("tasks", t("tasks.title"), "/tasks", "tasks", "g t"),
      ...forms.map((form, index) =>
        go(
          form.key,
          form.name,
          formPath(form.key),
          form.case ? "ticket" : "people",
          ["g l", "g c"][index],
        ),
      ),
      ...allDashboards(workspace).map((each, index) =>
        go(
          each.key,
          `${t("place.dashboards")} · ${each.name}`,
          dashboardPath(each.key),
          "board",
          index ? undefined : "g d",
        ),
      ),
      ...(builds(workspace) ? [go("studio", t("palette.studio"), "/studio", "flow", "g s")] : []),
      ...adminPlaces(workspace).map(({ to, icon, title }) =>
        go(to, `${t("place.admin")} · ${t(title)}`, to, icon),
      ),
      go("me", t("place.me"), "/me", "person"),
      {
        id: "theme",
        name: t(dark ? "theme.light" : "theme.dark"),
        group: "do",
        icon: dark ? "sun" : "moon",
        run: () => setTheme(dark ? "light" : "dark"),
      },
      {
        id: "language",
        name: language === "zh-CN" ? "English" : "中文",
        group: "do",
        icon: "globe",
        run: switchLanguage,
      },
      { id: "keys", name: t("palette.keys"), group: "do", icon: "help", run: openKeys },
    ],
    "",
    "everywhere",
  );
}
