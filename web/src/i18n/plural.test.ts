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

  it("say the unit of a period and the parts of two numbers", () => {
    const days = (n: number) => texts.t("list.unit.day", { n });
    expect(texts.t("list.span.last", { n: 1, unit: days(1) })).toBe("the last 1 day");
    expect(texts.t("list.span.last", { n: 7, unit: days(7) })).toBe("the last 7 days");
    expect(texts.t("reports.period.unit_week", { n: 1 })).toBe("week");
    expect(texts.t("form_sheet.found", { columns: 1, rows: 3 })).toBe("1 field, 3 rows");
    expect(texts.t("audit.holds", { sealed: 1 })).toBe(
      "1 entry is sealed and holds; nobody has touched it.",
    );
    expect(texts.t("part.many.form", { n: 2 })).toBe("forms");
    expect(texts.t("ticket.counts.rework", { n: 1 })).toBe("Rejected 1 time");
  });

  it("have no word in many that stands behind a number without its one", () => {
    const bare = JSON.stringify(english).match(
      /\{\{\w+\}\} (rows|fields|charts|people|steps|records|entries|versions|places|parts|minutes|hours|days|attachments|tickets|teams|roles|rules|tabs|files)\b/g,
    );
    expect(bare).toBeNull();
  });
});
