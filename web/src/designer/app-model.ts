import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { usePreferences } from "../app/preferences";
import { type FieldEntry, useCatalogue } from "./catalogue";
import type { Document } from "./document";
import { textIn } from "./texts";

type Schemas = components["schemas"];
type Definitions = Schemas["AppDefinitionsAnswer"];
export type PartState = Schemas["PartAnswer"]["state"];

/** An artefact as it is being edited: the draft, else what is live. */
export interface ModelPart {
  kind: string;
  key: string;
  /** In the reader's language. */
  label: string;
  state: PartState;
  liveVersion: number | null;
  problems: number;
  document: Document;
}

export interface ModelOption {
  key: string;
  label: string;
  /** Of a status: open, pending, solved or closed. */
  category?: string;
}

export interface ModelField {
  key: string;
  type: string;
  /** The type whose look it shares. */
  drawn_as?: string;
  label: string;
  options: readonly ModelOption[];
  /** Its settings as they stand in the document. */
  settings: Document;
}

export interface ModelForm extends ModelPart {
  /** In the order of the layout, then those that stand in no section. */
  fields: readonly ModelField[];
  field: (key: string) => ModelField | undefined;
  /** Key of the field that makes its records tickets. */
  statusField: string | undefined;
  /** Its service policies, in order. */
  policies?: readonly ModelOption[];
  /** Levels of all of them, and of what is promised where none fits (`policy` is "otherwise"). */
  levels?: readonly ModelLevel[];
}

export interface ModelLevel extends ModelOption {
  policy: string;
  clock: string;
}

export interface AppModel {
  app: string;
  name: string;
  /** Those that stay: what is marked for removal is left out. */
  forms: readonly ModelForm[];
  flows: readonly ModelPart[];
  rules: readonly ModelPart[];
  dashboards: readonly ModelPart[];
  roles: readonly ModelPart[];
  teams: readonly ModelPart[];
  calendars: readonly ModelPart[];
  surveys: readonly ModelPart[];
  templates: readonly ModelPart[];
  /** Everything, what is marked for removal or removed included. */
  parts: readonly ModelPart[];
  form: (key: string) => ModelForm | undefined;
  part: (kind: string, key: string) => ModelPart | undefined;
  labelOf: (kind: string, key: string) => string;
  /** Keys of a kind that are or were in use, so that no new artefact may have them. */
  taken: (kind: string) => ReadonlySet<string>;
}

export function modelQuery(app: string) {
  return queryOptions({
    queryKey: ["studio", app, "model"],
    queryFn: ({ signal }): Promise<Definitions> =>
      call(
        api.GET("/apps/{app}/definitions", {
          params: { path: { app }, query: { documents: true } },
          signal,
        }),
      ),
  });
}

/** Milliseconds for which what the server told is taken as it is. */
const JUST_NOW = 1_000;

/** Every artefact of the app as it is being edited. Suspends until it is here. */
export function useAppModel(app: string): AppModel {
  const { data } = useSuspenseQuery({
    ...modelQuery(app),
    // What has just come is not asked for again by the screen that waited for it.
    refetchOnMount: ({ state }) =>
      state.isInvalidated || Date.now() - state.dataUpdatedAt > JUST_NOW ? "always" : false,
  });
  const language = usePreferences((state) => state.language);
  const { fields } = useCatalogue();
  return useMemo(() => appModel(data, language, looksIn(fields)), [data, language, fields]);
}

/** Lets the model know at once what was saved here. */
export function patchModel(
  queries: QueryClient,
  app: string,
  kind: string,
  key: string,
  document: Document,
  version: number,
): void {
  // What publishing would change is counted anew.
  void queries.invalidateQueries({ queryKey: ["changes", app] });
  queries.setQueryData(modelQuery(app).queryKey, (before: Definitions | undefined) => {
    if (!before) return before;
    const known = before.parts.some((part) => part.kind === kind && part.key === key);
    if (!known) {
      void queries.invalidateQueries({ queryKey: modelQuery(app).queryKey });
      return before;
    }
    return {
      ...before,
      parts: before.parts.map((part) =>
        part.kind === kind && part.key === key
          ? {
              ...part,
              document: document as Record<string, unknown>,
              draft_version: version > 0 ? version : null,
            }
          : part,
      ),
    };
  });
}

/** The version of the draft that the builder has been shown; 0: there was none. */
export function knownDraft(queries: QueryClient, app: string, kind: string, key: string): number {
  const parts = queries.getQueryData(modelQuery(app).queryKey)?.parts ?? [];
  return parts.find((part) => part.kind === kind && part.key === key)?.draft_version ?? 0;
}

/** Types that share the look of another, by their key. */
type Looks = Readonly<Record<string, string>>;

function looksIn(types: readonly FieldEntry[]): Looks {
  return Object.fromEntries(
    types.flatMap(({ key, drawn_as }) => (drawn_as ? [[key, drawn_as]] : [])),
  );
}

export function appModel(answer: Definitions, language: string, looks: Looks = {}): AppModel {
  const parts = answer.parts.map((part) => partOf(part, language));
  const there = parts.filter((part) => part.state !== "removing" && part.state !== "removed");
  const of = (kind: string) => there.filter((part) => part.kind === kind);
  const forms = of("form").map((part) => formOf(part, language, looks));
  const part = (kind: string, key: string) =>
    there.find((each) => each.kind === kind && each.key === key);
  return {
    app: answer.app,
    name: textIn(answer.name, language) || answer.app,
    forms,
    flows: of("flow"),
    rules: of("rule"),
    dashboards: of("dashboard"),
    roles: of("role"),
    teams: of("team"),
    calendars: of("calendar"),
    surveys: of("survey"),
    templates: of("template"),
    parts,
    form: (key) => forms.find((form) => form.key === key),
    part,
    labelOf: (kind, key) => part(kind, key)?.label ?? key,
    taken: (kind) => new Set(parts.filter((each) => each.kind === kind).map((each) => each.key)),
  };
}

function partOf(part: Schemas["PartAnswer"], language: string): ModelPart {
  const document: Document = part.document ?? {};
  const named = textIn(document.name ?? document.question, language);
  return {
    kind: part.kind,
    key: part.key,
    label: named || part.label || part.key,
    state: part.state,
    liveVersion: part.live_version,
    problems: part.problems,
    document,
  };
}

function formOf(part: ModelPart, language: string, looks: Looks): ModelForm {
  const fields = fieldsOf(part.document, language, looks);
  const byKey = new Map(fields.map((each) => [each.key, each]));
  return {
    ...part,
    fields,
    field: (key) => byKey.get(key),
    statusField: fields.find((each) => each.type === "status")?.key,
    policies: policiesOf(part.document, language),
    levels: levelsOf(part.document, language),
  };
}

function policiesOf(document: Document, language: string): ModelOption[] {
  const service = (document.service ?? {}) as { policies?: Record<string, { name?: unknown }> };
  return Object.entries(service.policies ?? {}).map(([key, policy]) => ({
    key,
    label: textIn(policy?.name, language) || key,
  }));
}

interface Levelled {
  levels?: Record<string, { name?: unknown; clock?: string }>;
}

function levelsOf(document: Document, language: string): ModelLevel[] {
  const service = (document.service ?? {}) as Levelled & { policies?: Record<string, Levelled> };
  const every: [string, Levelled][] = [
    ...Object.entries(service.policies ?? {}),
    ["otherwise", service],
  ];
  return every.flatMap(([policy, { levels }]) =>
    Object.entries(levels ?? {}).map(([key, level]) => ({
      key,
      label: textIn(level?.name, language) || key,
      policy,
      clock: level?.clock ?? "",
    })),
  );
}

/** The fields of a form's document in the order of its layout. */
export function fieldsOf(document: Document, language: string, looks: Looks = {}): ModelField[] {
  const all = (document.fields ?? {}) as Record<string, Document>;
  const layout = Array.isArray(document.layout) ? document.layout : [];
  const placed = layout.flatMap((section) =>
    Array.isArray(section?.fields) ? section.fields : [],
  );
  const keys = new Set<string>([
    ...placed.filter((key) => Object.hasOwn(all, key)),
    ...Object.keys(all),
  ]);
  return [...keys].map((key) => fieldOf(key, all[key] ?? {}, language, looks));
}

function fieldOf(key: string, settings: Document, language: string, looks: Looks): ModelField {
  const type = String(settings.type ?? "");
  const look = looks[type];
  return {
    key,
    type,
    ...(look ? { drawn_as: look } : {}),
    label: textIn(settings.label, language) || key,
    options: optionsOf(settings, language),
    settings,
  };
}

export function optionsOf(settings: Document, language: string): ModelOption[] {
  const options = (settings.options ?? {}) as Record<string, unknown>;
  if (typeof options !== "object" || Array.isArray(options)) return [];
  return Object.entries(options).map(([key, text]) => {
    const category = typeof text === "object" && text !== null && "category" in text;
    const label = textIn(text, language) || key;
    return category
      ? { key, label, category: String((text as Record<string, unknown>).category) }
      : { key, label };
  });
}
