// @vitest-environment node
import { createInstance } from "i18next";
import { describe, expect, it } from "vitest";
import { isolate } from "./isolate";
import { translator } from "./texts";

describe("words of others in sentences of ours", () => {
  it("stay as they are where nothing turns", () => {
    for (const text of ["张伟", "GD202611230001", "O'Brien <b>", "😀 +86 138", ""])
      expect(isolate(text)).toBe(text);
  });

  it("keep their direction to themselves", () => {
    expect(isolate("أحمد")).toBe("\u2068أحمد\u2069");
    expect(isolate("שלום 123")).toBe("\u2068שלום 123\u2069");
  });

  it("turn nothing around them, and cannot end their own bounds", () => {
    expect(isolate("张伟\u202e31-99")).toBe("\u2068张伟31-99\u2069");
    expect(isolate("a\u2069\u202eb")).toBe("\u2068ab\u2069");
  });

  it("are isolated by every sentence, without changing other text", async () => {
    const texts = createInstance();
    await texts.init({
      lng: "en",
      resources: { en: { translation: { claimed: "{{name}} took {{number}} & left" } } },
      interpolation: { escapeValue: true, escape: isolate },
    });
    expect(texts.t("claimed", { name: "אבי", number: "<1>" })).toBe(
      "\u2068אבי\u2069 took <1> & left",
    );
    const say = translator({ claimed: "{{name}} took {{n}}" });
    expect(say("claimed", { name: "אבי", n: 1 })).toBe("\u2068אבי\u2069 took 1");
  });
});
