import "dayjs/locale/zh-cn";
import dayjs from "dayjs";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { speak } from "../api/client";
import { isolate } from "../fields/isolate";
import { addPlural } from "../i18n/plural";
import { chinese, english } from "../i18n/texts";
import { type Language, usePreferences } from "./preferences";

function apply(language: Language): void {
  speak(language);
  dayjs.locale(language === "zh-CN" ? "zh-cn" : "en");
  document.documentElement.lang = language;
}

/** Starts the texts in the device's language and follows the person's choice from then on. */
export function startLanguage(): void {
  const { language } = usePreferences.getState();
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: true, escape: isolate },
    returnNull: false,
  });
  addPlural(i18next);
  apply(language);
  usePreferences.subscribe((now, before) => {
    if (now.language === before.language) return;
    apply(now.language);
    void i18next.changeLanguage(now.language);
  });
}
