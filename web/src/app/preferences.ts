import { create } from "zustand";
import { persist } from "zustand/middleware";
import { calmStorage } from "./device";

export type Language = "zh-CN" | "en";
export type Theme = "light" | "dark" | "device";

interface Preferences {
  language: Language;
  theme: Theme;
  setLanguage: (language: Language) => void;
  setTheme: (theme: Theme) => void;
}

function firstLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

const STORED = "helpwright.preferences";

/** Whether anybody has chosen on this device; where it keeps nothing, nobody has. */
const choseHere = () => calmStorage().getItem(STORED) !== null;

/** Speaks the organization's language where nobody has chosen on this device and the browser speaks none of ours. */
export function followOrganization(language: string | null): void {
  const spoken = /^(zh|en)\b/i.test(navigator.language);
  if (language !== "zh-CN" && language !== "en") return;
  if (spoken || choseHere()) return;
  usePreferences.setState({ language });
}

/** What a person chose for this device. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: firstLanguage(),
      theme: "device",
      setLanguage: (language) => set({ language }),
      setTheme: (theme) => set({ theme }),
    }),
    { name: STORED, storage: calmStorage() },
  ),
);
