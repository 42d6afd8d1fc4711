import { describe, expect, it } from "vitest";
import { fieldTexts } from "../../fields";
import { chooseLanguage, languageOf, offeredLanguages } from "./language";
import { portalTexts } from "./texts";

const sources = import.meta.glob<string>(["./*.{ts,tsx}", "../../fields/**/*.{ts,tsx}"], {
  eager: true,
  query: "?raw",
  import: "default",
});

describe("language", () => {
  it("is chosen by the address, then the earlier choice, then the browser", () => {
    expect(chooseLanguage("?lang=en", "zh-CN", ["zh-CN"])).toBe("en");
    expect(chooseLanguage("", "en", ["zh-CN"])).toBe("en");
    expect(chooseLanguage("", null, ["fr-FR", "en-GB", "zh-CN"])).toBe("en");
    expect(chooseLanguage("", null, ["zh-Hant-TW"])).toBe("zh-CN");
    expect(chooseLanguage("?lang=tlh", "xx", ["fr"])).toBe("zh-CN");
    expect(languageOf("EN_us")).toBe("en");
    expect(languageOf(undefined)).toBeNull();
  });

  it("is offered where the form speaks it", () => {
    expect(offeredLanguages([{ key: "en" }])).toEqual(["en"]);
    expect(offeredLanguages([{ key: "zh-CN" }, { key: "en" }, { key: "es" }])).toEqual([
      "zh-CN",
      "en",
    ]);
    expect(offeredLanguages([])).toEqual(["zh-CN", "en"]);
  });
});

for (const [name, texts] of [
  ["portal", portalTexts],
  ["fields", fieldTexts],
] as const) {
  describe(`texts of ${name}`, () => {
    const base = (key: string) => key.replace(/_one$/, "");
    const keys = (language: "zh-CN" | "en") =>
      [...new Set(Object.keys(texts[language]).map(base))].sort();

    it("are complete in both languages", () => {
      expect(keys("en")).toEqual(keys("zh-CN"));
    });

    it("are sorted, filled and use the same values", () => {
      for (const language of ["zh-CN", "en"] as const) {
        const all = Object.keys(texts[language]);
        expect(all).toEqual([...all].sort());
        expect(Object.values(texts[language]).every((text) => text.trim() !== "")).toBe(true);
      }
      const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
      for (const [key, text] of Object.entries(texts["zh-CN"])) {
        const other = texts.en[key] ?? "";
        const known = new Set(slots(text));
        expect(slots(other).every((slot) => known.has(String(slot)))).toBe(true);
      }
    });
  });
}

describe("the texts the pages ask for", () => {
  const dictionary = { ...fieldTexts["zh-CN"], ...portalTexts["zh-CN"] };
  const code = Object.entries(sources)
    .filter(([path]) => !path.includes(".test."))
    .map(([, source]) => source)
    .join("\n");

  it("exist", () => {
    const asked = [...code.matchAll(/\bt\(\s*"([a-z_.]+)"/g)].map((match) => String(match[1]));
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((key) => !(key in dictionary))).toEqual([]);
  });

  it("are all asked for", () => {
    // Keys put together from a state or a code: only their beginning stands in the code.
    const beginnings = [...code.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map((match) =>
      String(match[1]),
    );
    const spoken = (key: string) =>
      code.includes(`"${key}"`) || beginnings.some((beginning) => key.startsWith(beginning));
    expect(Object.keys(dictionary).filter((key) => !spoken(key))).toEqual([]);
  });

  it("exist for everything put together", () => {
    const wanted = [
      ...[
        "unknown",
        "closed",
        "busy",
        "offline",
        "broken",
        "link_invalid",
        "link_expired",
        "survey_invalid",
      ].flatMap((cause) => [`trouble.${cause}`, `trouble.${cause}_text`]),
      ...["received", "working", "confirm", "closed"].flatMap((state) => [
        `progress.${state}`,
        `progress.${state}_text`,
      ]),
      ...["confirm", "reject", "urge", "reply", "rate"].flatMap((verb) => [
        `verb.${verb}`,
        `done.${verb}`,
      ]),
      ...[1, 2, 3, 4, 5].map((score) => `csat.${score}`),
      ...["prompt", "friendly", "clear", "at_once", "informed"].map((tag) => `tag.${tag}`),
      ...["nps", "ces"].flatMap((scale) => [`ends.${scale}_least`, `ends.${scale}_most`]),
      ...["email", "phone", "option", "too_long", "too_many_files"].map(
        (code) => `problem.${code}`,
      ),
      ...["network", "too_large", "wrong_type", "too_many_requests", "refused"].map(
        (reason) => `files.failed_${reason}`,
      ),
    ];
    expect(wanted.filter((key) => !(key in dictionary))).toEqual([]);
  });
});
