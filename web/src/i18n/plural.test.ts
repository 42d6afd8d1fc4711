// @vitest-environment node
import { createInstance } from "i18next";
import { describe, expect, it } from "vitest";
import { addPlural } from "./plural";
import { english } from "./texts";

describe("English texts with a number", () => {
  const texts = createInstance();
  void texts.init({ lng: "en", resources: { en: { translation: english } } });
  addPlural(texts);

  it("say one of one, and many of any other", () => {
    expect(texts.t("imports.rows", { n: 1 })).toBe("1 row");
    expect(texts.t("imports.rows", { n: 0 })).toBe("0 rows");
    expect(texts.t("imports.count.wrong", { n: 1 })).toBe("1 row is wrong");
    expect(texts.t("imports.count.wrong", { n: "1,200" })).toBe("1,200 rows are wrong");
    expect(texts.t("shared.people", { n: 1 })).toBe("1 person");
    expect(texts.t("form_design.many", { count: 1 })).toBe("1 control");
    expect(texts.t("event.updated", { n: 2 })).toBe("changed 2 fields");
  });

  it("have no word in many that stands behind a number without its one", () => {
    const bare = JSON.stringify(english).match(
      /\{\{(n|count)\}\} (rows|fields|charts|people|steps)/g,
    );
    expect(bare).toBeNull();
  });
});
