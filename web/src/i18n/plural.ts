import type { i18n } from "i18next";

/**
 * Words that follow a number: `{{n}} {{n, plural(one: row; other: rows)}}`. In the text itself, so that both languages
 * keep the same keys and Chinese, which has one form, says nothing of it.
 */
export function addPlural(texts: i18n): void {
  texts.services.formatter?.add("plural", (value, _language, forms) =>
    String(String(value) === "1" ? forms.one : forms.other),
  );
}
