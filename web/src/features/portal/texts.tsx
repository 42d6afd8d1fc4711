import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import {
  type Dictionary,
  fieldTexts,
  type Language,
  type Translate,
  translator,
} from "../../fields";
import english from "../../i18n/portal/en.json";
import chinese from "../../i18n/portal/zh-CN.json";
import { chooseLanguage, rememberedLanguage, rememberLanguage } from "./language";

export const portalTexts: Record<Language, Dictionary> = { "zh-CN": chinese, en: english };

interface Texts {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
}

const TextsContext = createContext<Texts | null>(null);

/** Gives the pages their words and keeps the document's language in step. */
export function TextsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    chooseLanguage(window.location.search, rememberedLanguage(), navigator.languages ?? []),
  );

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = "ltr";
  }, [language]);

  const texts = useMemo<Texts>(
    () => ({
      language,
      setLanguage: (chosen) => {
        rememberLanguage(chosen);
        setLanguage(chosen);
      },
      t: translator(portalTexts[language], fieldTexts[language]),
    }),
    [language],
  );
  return <TextsContext.Provider value={texts}>{children}</TextsContext.Provider>;
}

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error("Portal pages stand inside a TextsProvider.");
  return texts;
}
