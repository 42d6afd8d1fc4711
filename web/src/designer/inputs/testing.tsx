/** For tests of the inputs: texts, and a value that lives as long as the picture. */
import { render } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { type ReactNode, useState } from "react";
import { initReactI18next } from "react-i18next";
import { vi } from "vitest";
import { addPlural } from "../../i18n/plural";
import { chinese, english } from "../../i18n/texts";

class NoSize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/** Texts, and what lists need of a browser that the tests' one has not. */
export async function speak(language: "zh-CN" | "en"): Promise<void> {
  vi.stubGlobal("ResizeObserver", NoSize);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: false },
  });
  addPlural(i18next);
}

/** Shows what `draw` makes of a value, and tells every value it becomes. */
export function hold<T>(first: T, draw: (value: T, put: (next: T) => void) => ReactNode): T[] {
  const seen: T[] = [];
  function Held() {
    const [value, setValue] = useState(first);
    return draw(value, (next) => {
      seen.push(next);
      setValue(next);
    });
  }
  render(
    <App>
      <Held />
    </App>,
  );
  return seen;
}
