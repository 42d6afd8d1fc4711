import { create } from "zustand";
import { persist } from "zustand/middleware";

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

/** What a person chose for this device. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: firstLanguage(),
      theme: "device",
      setLanguage: (language) => set({ language }),
      setTheme: (theme) => set({ theme }),
    }),
    { name: "helpwright.preferences" },
  ),
);
