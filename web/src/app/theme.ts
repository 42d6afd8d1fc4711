import { type ThemeConfig, theme } from "antd";
import { useMemo, useSyncExternalStore } from "react";
import { usePrinting } from "../ui/printing";
import { usePreferences } from "./preferences";

const device = window.matchMedia("(prefers-color-scheme: dark)");
/** Paper is light, whatever the person likes on the screen. */
const paper = window.matchMedia("print");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function watchDevice(notify: () => void): () => void {
  for (const each of [device, paper]) each.addEventListener("change", notify);
  return () => {
    for (const each of [device, paper]) each.removeEventListener("change", notify);
  };
}

function deviceIsDark(): boolean {
  return device.matches && !paper.matches;
}

/** Whether things may move: not on paper, nor for people who asked their device for calm. */
export function mayMove(): boolean {
  return !calm.matches && !paper.matches;
}

/** Whether the screen is dark now: as chosen, or as the device prefers. */
export function useDark(): boolean {
  const chosen = usePreferences((state) => state.theme);
  const preferred = useSyncExternalStore(watchDevice, deviceIsDark);
  const printing = usePrinting();
  return chosen === "device" ? preferred : chosen === "dark" && !printing;
}

function isDark(): boolean {
  const { theme: chosen } = usePreferences.getState();
  return chosen === "device" ? deviceIsDark() : chosen === "dark" && !paper.matches;
}

/** Keeps `data-theme` on the root element in step, from before the first picture on. */
export function startTheme(): void {
  const apply = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  };
  apply();
  watchDevice(apply);
  usePreferences.subscribe(apply);
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The value of a design token as the present theme has it, for those who cannot read CSS variables. */
function tokenValue(name: string, dark: boolean): string {
  const root = document.documentElement;
  const wanted = dark ? "dark" : "light";
  if (root.dataset.theme !== wanted) root.dataset.theme = wanted;
  return token(name);
}

/** antd dressed in the design tokens. */
export function useAntTheme(): ThemeConfig {
  const dark = useDark();
  return useMemo(() => {
    const of = (name: string) => tokenValue(name, dark);
    return {
      algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      token: {
        colorPrimary: of("--accent"),
        colorInfo: of("--accent"),
        colorLink: of("--accent"),
        colorSuccess: of("--ok"),
        colorWarning: of("--warn1"),
        colorError: of("--late"),
        colorBgBase: of("--surface"),
        colorBgContainer: of("--surface"),
        colorBgElevated: of("--surface"),
        colorBgLayout: of("--bg"),
        colorTextBase: of("--text"),
        colorText: of("--text"),
        colorTextSecondary: of("--text-2"),
        colorTextTertiary: of("--text-3"),
        colorTextPlaceholder: of("--text-3"),
        colorBorder: of("--line"),
        colorBorderSecondary: of("--line-soft"),
        colorSplit: of("--line-soft"),
        controlItemBgActive: of("--accent-soft"),
        controlItemBgHover: of("--surface-2"),
        fontFamily: of("--font"),
        fontSize: 14,
        borderRadius: 6,
        borderRadiusSM: 4,
        borderRadiusLG: 10,
        controlHeight: 32,
        boxShadow: of("--shadow-2"),
        boxShadowSecondary: of("--shadow-2"),
        motion: mayMove(),
        motionDurationMid: "0.14s",
        motionDurationSlow: "0.18s",
      },
      components: {
        Select: { optionSelectedFontWeight: 500, fontSize: 13 },
        Modal: { titleFontSize: 16 },
        Checkbox: { colorBorder: of("--text-4") },
        Radio: { colorBorder: of("--text-4") },
        Button: { primaryColor: of("--on-accent") },
      },
    };
  }, [dark]);
}
