import { optionsOf } from "../../designer/app-model";
import type { FieldEntry } from "../../designer/catalogue";
import type { Document } from "../../designer/document";
import { isLocalText, textIn } from "../../designer/texts";
import { type FieldDefinition, kindOf } from "../../fields";

const made = new WeakMap<Document, Map<string, FieldDefinition>>();

/**
 * A field's settings as its input reads them: texts in one language, options as a list, what is not set by its default.
 * Made once for the same settings, so that cards of fields that did not change are not drawn again.
 */
export function definitionOf(
  key: string,
  settings: Document,
  entry: FieldEntry | undefined,
  language: string,
): FieldDefinition {
  const mark = `${key} ${language} ${entry?.key ?? ""}`;
  const known = made.get(settings);
  const found = known?.get(mark);
  if (found) return found;
  const definition = define(key, settings, entry, language);
  if (known) known.set(mark, definition);
  else made.set(settings, new Map([[mark, definition]]));
  return definition;
}

function define(
  key: string,
  settings: Document,
  entry: FieldEntry | undefined,
  language: string,
): FieldDefinition {
  const read: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(entry?.settings?.properties ?? {})) {
    const value = settings[name] ?? setting.default ?? null;
    if (value === null) continue;
    const isText = setting.widget === "local_text" || setting.widget === "template";
    read[name] = isText && isLocalText(value) ? textIn(value, language) : value;
  }
  return {
    ...read,
    key,
    type: String(settings.type ?? ""),
    drawn_as: entry?.drawn_as ?? null,
    label: textIn(settings.label, language) || key,
    help: textIn(settings.help, language) || null,
    placeholder: textIn(settings.placeholder, language) || null,
    required: settings.required === true,
    internal: settings.internal === true,
    default: settings.default ?? null,
    ...(settings.options ? { options: optionsOf(settings, language) } : {}),
    access: "write",
  };
}

/** What customers may do with it, as `forms/form.py` decides. */
export function customersMay(
  settings: Document,
  entry: FieldEntry | undefined,
): "write" | "read" | "hidden" {
  if (settings.internal === true) return "hidden";
  const said = settings.public;
  if (said === "read" || said === "write" || said === "hidden") return said;
  return entry?.customers === false ? "hidden" : "write";
}

/** A field's share of its row when it says nothing itself. */
export function usualWidth(columns: number): "full" | "half" | "third" {
  return columns > 2 ? "third" : columns > 1 ? "half" : "full";
}

const SPANS: Readonly<Record<string, number>> = { full: 12, half: 6, third: 4 };
const ROW = 12;

/** How many of twelve columns a field takes; on a phone always the whole row, as layout does everywhere. */
export function spanOf(settings: Document, columns: number, device: "desktop" | "phone"): number {
  if (device === "phone" || kindOf({ type: String(settings.type) }).layout) return ROW;
  const said = typeof settings.width === "string" ? SPANS[settings.width] : undefined;
  return said ?? (columns > 3 ? ROW / columns : (SPANS[usualWidth(columns)] ?? ROW));
}
