import { asText, type FieldDefinition, type FieldValue } from "./definition";
import type { Problem } from "./kind";
import type { Language } from "./texts";

const PLAIN = /^-?\d+(?:\.\d*)?$|^-?\.\d+$/;
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
/** Digits that browsers, spreadsheets and the server keep exactly. */
const MOST_DIGITS = 15;

/** The decimal notation of what a person typed, without signs, groups and full-width forms; null when it is no number. */
export function readNumber(typed: string, field: FieldDefinition): string | null {
  let text = typed
    .normalize("NFKC")
    .replace(/[\u2212－]/g, "-")
    .trim();
  for (const sign of signsOf(field)) {
    if (text.endsWith(sign)) text = text.slice(0, -sign.length).trim();
    if (text.startsWith(`-${sign}`)) text = `-${text.slice(sign.length + 1)}`;
    else if (text.startsWith(sign)) text = text.slice(sign.length);
  }
  text = text.replace(/\s/g, "").replace(/^\+/, "");
  if (GROUPED.test(text)) text = text.replaceAll(",", "");
  if (!PLAIN.test(text)) return null;
  return text.replace(/^(-?)\./, "$10.").replace(/\.$/, "");
}

function signsOf(field: FieldDefinition): string[] {
  return [field.unit, field.symbol, field.currency].filter((each): each is string => Boolean(each));
}

/** What is wrong with a number. */
export function checkNumber(value: FieldValue, field: FieldDefinition): Problem | null {
  const text = readNumber(asText(value), field);
  if (text === null) return { code: "number" };
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const places = field.places ?? 0;
  if (fraction.replace(/0+$/, "").length > places) {
    return places ? { code: "number_places", values: { count: places } } : { code: "number_whole" };
  }
  if (whole.replace(/^0+/, "").length > MOST_DIGITS - places) {
    return { code: "number_digits", values: { count: MOST_DIGITS - places } };
  }
  const number = Number(text);
  if (typeof field.min === "number" && number < field.min) {
    return { code: "number_small", values: { limit: showDigits(field.min, field) } };
  }
  if (typeof field.max === "number" && number > field.max) {
    return { code: "number_large", values: { limit: showDigits(field.max, field) } };
  }
  return null;
}

/** The digits as they are read: grouped if the field says so, money with all its places. */
export function showDigits(number: number, field: FieldDefinition): string {
  const places = field.places ?? 0;
  return new Intl.NumberFormat("en-US", {
    useGrouping: field.thousands ?? false,
    minimumFractionDigits: field.currency ? places : 0,
    maximumFractionDigits: Math.max(places, 0),
  }).format(number);
}

/** A number with its unit or currency; a text that is no number is shown as it is. */
export function showNumber(value: FieldValue, field: FieldDefinition): string {
  const text = asText(value);
  if (!text.trim()) return "";
  const plain = readNumber(text, field);
  if (plain === null) return text;
  return dress(Number(plain), showDigits(Number(plain), field), field);
}

function dress(number: number, digits: string, field: FieldDefinition): string {
  if (field.symbol) return `${number < 0 ? "-" : ""}${field.symbol}${digits.replace(/^-/, "")}`;
  if (!field.unit) return digits;
  return field.unit === "%" ? `${digits}%` : `${digits} ${field.unit}`;
}

const UNITS: Record<Language, readonly (readonly [number, string])[]> = {
  "zh-CN": [
    [1e8, " 亿"],
    [1e4, " 万"],
  ],
  en: [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "K"],
  ],
};

/** A large amount in 万 and 亿 (K, M, B), null where it is not large enough to be shortened. */
export function shortNumber(
  value: FieldValue,
  field: FieldDefinition,
  language: Language,
): string | null {
  const plain = readNumber(asText(value), field);
  if (plain === null) return null;
  const number = Number(plain);
  const unit = UNITS[language].find(([size]) => Math.abs(number) >= size);
  if (!unit) return null;
  const digits = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(
    number / unit[0],
  );
  return dress(number, `${digits}${unit[1]}`, { ...field, unit: null });
}
