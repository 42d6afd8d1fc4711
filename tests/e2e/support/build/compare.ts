/**
 * Whether two apps say the same, whatever they say in English: documents are compared value by value, lists in their order,
 * and maps in their order where it means something. The only thing left out is the English of a text.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const LANGUAGES = new Set(["zh-CN", "en"]);

/** Maps whose order is what people see: fields of a form, options, steps and buttons of a flow. */
const ORDERED = new Set(["fields", "options", "nodes", "outcomes", "widgets"]);

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text in languages becomes its Chinese; an option that says more keeps the rest beside it. */
function chinese(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(chinese);
  }
  if (!isMap(value)) {
    return value;
  }
  const keys = Object.keys(value);
  if (keys.some((key) => LANGUAGES.has(key))) {
    const rest = keys.filter((key) => !LANGUAGES.has(key));
    const text = value["zh-CN"] ?? "";
    return rest.length === 0
      ? text
      : { "zh-CN": text, ...Object.fromEntries(rest.map((key) => [key, value[key] as Json])) };
  }
  return Object.fromEntries(keys.map((key) => [key, chinese(value[key] as Json)]));
}

function show(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

function compare(built: Json | undefined, wanted: Json | undefined, at: string): string[] {
  if (isMap(built) && isMap(wanted)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(built)])];
    const found = keys.flatMap((key) =>
      compare(built[key], wanted[key], at ? `${at}.${key}` : key),
    );
    const [mine, theirs] = [Object.keys(built).join(", "), Object.keys(wanted).join(", ")];
    const name = at.split(".").at(-1) ?? "";
    if (found.length === 0 && ORDERED.has(name) && mine !== theirs) {
      found.push(`${at}: in the order ${mine}; wanted ${theirs}`);
    }
    return found;
  }
  if (Array.isArray(built) && Array.isArray(wanted)) {
    const length = Math.max(built.length, wanted.length);
    return Array.from({ length }, (_, place) =>
      compare(built[place], wanted[place], `${at}[${place}]`),
    ).flat();
  }
  return Object.is(built, wanted) ? [] : [`${at}: ${show(built)}; wanted ${show(wanted)}`];
}

/** Where a text may stand without a language. */
const TEXTS = new Set([
  "name",
  "label",
  "section",
  "title",
  "question",
  "thanks",
  "text",
  "subject",
]);

/** Without any texts: all that is left of an app that was built in another language than the wanted one. */
function wordless(value: Json, key = ""): Json {
  if (Array.isArray(value)) {
    return value.map((each) => wordless(each));
  }
  if (!isMap(value)) {
    return typeof value === "string" && TEXTS.has(key) ? "" : value;
  }
  if (typeof value.title === "string" && !("chart" in value)) {
    // The title of a form is one of its fields.
    const { title, ...rest } = value;
    const inner = wordless(rest);
    return isMap(inner) ? { ...inner, title } : inner;
  }
  const { "zh-CN": _chinese, en: _english, ...rest } = value;
  const keys = Object.keys(rest);
  if (keys.length < Object.keys(value).length && keys.length === 0) {
    return "";
  }
  return Object.fromEntries(keys.map((each) => [each, wordless(rest[each] as Json, each)]));
}

/** What differs, one line each; nothing when both apps are the same in Chinese. */
export function differences(built: Json, wanted: Json): string[] {
  return compare(chinese(built), chinese(wanted), "");
}

/** What differs in all but texts. */
export function differencesBesidesTexts(built: Json, wanted: Json): string[] {
  return compare(wordless(built), wordless(wanted), "");
}
