/** What component tests of the console stand on: English texts, a device, and a server that answers as told. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { addPlural } from "../src/i18n/plural";
import { english } from "../src/i18n/texts";
import { standInForParts, standInForServer } from "./browser";

/** To be awaited before the component is imported, which keeps what it finds when it is loaded. */
export async function inEnglish(answer: (request: Request) => Promise<Response>): Promise<void> {
  const texts = i18next.use(initReactI18next);
  await texts.init({ lng: "en", resources: { en: { translation: english } } });
  addPlural(texts);
  standInForParts();
  standInForServer(answer);
}
