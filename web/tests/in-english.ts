/** What component tests of the console stand on: English texts, a device, and a server that answers as told. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { vi } from "vitest";
import { addPlural } from "../src/i18n/plural";
import { english } from "../src/i18n/texts";

/** To be awaited before the component is imported, which keeps what it finds when it is loaded. */
export async function inEnglish(answer: (request: Request) => Promise<Response>): Promise<void> {
  const texts = i18next.use(initReactI18next);
  await texts.init({ lng: "en", resources: { en: { translation: english } } });
  addPlural(texts);
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  // Outside a browser a request needs its whole address.
  const Whole = class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === "string" ? new URL(input, "http://desk.example.com") : input, init);
    }
  };
  vi.stubGlobal("Request", Whole);
  vi.stubGlobal("fetch", answer);
}
