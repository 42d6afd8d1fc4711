/** Texts with places to be filled in: `您的工单 {{number}} 已受理`. Pure. */
import type { TFunction } from "i18next";
import { familyOf } from "./families";
import type { Around, InputForm, LocalText, Named } from "./model";

export type Piece = { text: string } | { name: string };
const PLACE = /\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}\}/g;

/** What every record brings beside its fields, in the order in which it is offered. */
const OF_EVERY_RECORD = [
  "number",
  "title",
  "progress_url",
  "case.resolution_due",
  "case.first_response_due",
  "case.next_response_due",
  "company",
] as const;

/** The text and its places in order; joined again by `templateOf` they are the text. */
export function pieces(template: string): Piece[] {
  const found: Piece[] = [];
  let last = 0;
  for (const match of template.matchAll(PLACE)) {
    if (match.index > last) found.push({ text: template.slice(last, match.index) });
    found.push({ name: match[1] ?? "" });
    last = match.index + match[0].length;
  }
  if (last < template.length) found.push({ text: template.slice(last) });
  return found;
}

/** Names of the places of a form's templates, as people read them. */
export function variablesOf(form: InputForm, around: Around, t: TFunction): Named[] {
  const general =
    around.variables ??
    OF_EVERY_RECORD.map((key) => ({
      key,
      name: t(`inputs.variable.${key.replace(".", "_")}`),
    }));
  const taken = new Set(general.map((each) => each.key));
  const fields = form.fields
    .filter((each) => !taken.has(each.key) && familyOf(each) !== undefined)
    .map((each) => ({ key: each.key, name: each.label }));
  return [...general.slice(0, 1), ...fields, ...general.slice(1)];
}

/** The text as it reads, its places by their names. */
export function templateText(
  text: LocalText | undefined,
  variables: readonly Named[],
  language: string,
): string {
  const [before, behind] = language.startsWith("zh") ? ["「", "」"] : ["“", "”"];
  return pieces(textIn(text, language))
    .map((piece) =>
      "text" in piece
        ? piece.text
        : `${before}${variables.find((each) => each.key === piece.name)?.name ?? piece.name}${behind}`,
    )
    .join("");
}

/** The text in a language, or the one people of that language get instead. */
export function textIn(text: LocalText | undefined, language: string): string {
  if (text === undefined) return "";
  if (typeof text === "string") return text;
  return text[language] ?? text["zh-CN"] ?? text.en ?? Object.values(text)[0] ?? "";
}

/** The text with other words in a language. A plain text stays plain until a second language is written. */
export function withText(
  text: LocalText | undefined,
  language: string,
  words: string,
  own: string,
): LocalText | undefined {
  if (text === undefined || typeof text === "string") {
    if (language === own || !text) return words === "" ? undefined : words;
    return words === "" ? text : { [own]: text, [language]: words };
  }
  const { [language]: _old, ...others } = text;
  if (words === "") return Object.keys(others).length > 0 ? others : undefined;
  return { ...text, [language]: words };
}
